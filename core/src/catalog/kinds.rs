//! The macro behind the catalog. Each row becomes a variant of `Kind` and the code that builds the kind from `Settings`. A row of
//! a kind that takes a step number also becomes a variant of `AnySchedule`.

/// Each row is `Variant => file::Type`. The file must have a `SPEC`.
macro_rules! kinds {
    (
        timed { $($timed:ident => $file:ident::$Timed:ident),+ $(,)? }
        on_a_metric { $($metric:ident => $metric_file:ident::$Rule:ident),+ $(,)? }
    ) => {
        /// A kind of schedule.
        ///
        /// ```
        /// use etalon::{Kind, Settings};
        ///
        /// for kind in Kind::ALL {
        ///     println!("{} is PyTorch's {:?}", kind.id(), kind.spec().torch);
        ///     assert!(Settings::suggested(*kind).build::<f32>().is_ok());
        /// }
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum Kind {
            $(#[doc = concat!("[`", stringify!($Timed), "`](crate::", stringify!($Timed), ").")] $timed,)+
            $(#[doc = concat!("[`", stringify!($Rule), "`](crate::", stringify!($Rule), ").")] $metric,)+
        }

        impl Kind {
            /// Every kind, in the order in which they are shown.
            pub const ALL: &'static [Kind] = &[$(Kind::$timed,)+ $(Kind::$metric,)+];

            /// The description of the kind.
            #[must_use]
            pub const fn spec(self) -> &'static KindSpec {
                match self {
                    $(Kind::$timed => &schedule::$file::SPEC,)+
                    $(Kind::$metric => &schedule::$metric_file::SPEC,)+
                }
            }
        }

        /// A schedule of any kind that takes a step number, for programs that learn the kind at run time.
        ///
        /// ```
        /// use etalon::{AnySchedule, Kind, Schedule, Settings};
        ///
        /// let mut settings = Settings::new(Kind::from_id("cosine").unwrap());
        /// settings.set("lr", 0.1)?;
        /// settings.set("t_max", 20.0)?;
        /// let schedule: AnySchedule<f64> = settings.build()?.timed().unwrap();
        /// assert_eq!(schedule.lr(20), 0.0);
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq)]
        #[non_exhaustive]
        pub enum AnySchedule<F: Real> {
            $(#[doc = concat!("A [`", stringify!($Timed), "`](crate::", stringify!($Timed), ").")]
            $timed(schedule::$Timed<F>),)+
        }

        impl<F: Real> AnySchedule<F> {
            /// The kind of this schedule.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self {
                    $(AnySchedule::$timed(_) => Kind::$timed,)+
                }
            }
        }

        kinds::kinds!(@ f32 { $($timed => $Timed),+ } { $($metric),+ });
        kinds::kinds!(@ f64 { $($timed => $Timed),+ } { $($metric),+ });
    };
    (@ $float:ident { $($timed:ident => $Timed:ident),+ } { $($metric:ident),+ }) => {
        impl Built<$float> {
            pub(crate) fn of(settings: &Settings) -> Result<Self, ParamError> {
                Ok(match settings.kind() {
                    $(Kind::$timed => Built::Timed(AnySchedule::$timed(FromSettings::from_settings(settings)?)),)+
                    $(Kind::$metric => Built::Plateau(FromSettings::from_settings(settings)?),)+
                })
            }
        }

        impl AnySchedule<$float> {
            #[inline]
            pub(crate) fn rate(&self, step: u32) -> $float {
                match self {
                    $(AnySchedule::$timed(schedule) => schedule.lr(step),)+
                }
            }

            pub(crate) fn cycled_momentum(&self, step: u32) -> Option<$float> {
                match self {
                    $(AnySchedule::$timed(schedule) => Schedule::momentum(schedule, step),)+
                }
            }

            pub(crate) fn fill_row(&self, first_step: u32, rates: &mut [$float]) {
                match self {
                    $(AnySchedule::$timed(schedule) => schedule.fill(first_step, rates),)+
                }
            }

            pub(crate) fn add(&self, fingerprint: &mut Fingerprint) {
                match self {
                    $(AnySchedule::$timed(schedule) => schedule.fingerprint(fingerprint),)+
                }
            }
        }
    };
}
pub(crate) use kinds;
