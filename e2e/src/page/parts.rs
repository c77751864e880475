//! The parts of the page: its lanes, labels and selectors. If the page's markup or labels change, this is the file to edit, with
//! `charts` and `results` for the shape of a chart and of the table.

/// A lane: a schedule that the page opens with.
#[derive(Debug, Clone, Copy)]
pub struct Lane {
    /// The class of its parts.
    pub id: &'static str,
    /// A part of its name that all its labels contain.
    pub name: &'static str,
    /// The accessible name of its main slider contains this. The constant rate has none.
    pub slider: &'static str,
}

impl Lane {
    /// The selector of its card.
    pub fn card(self) -> String {
        format!(".card.{}", self.id)
    }

    /// The selector of the sentence in its lesson.
    pub fn sentence(self) -> String {
        format!(".lesson.{} .sentence", self.id)
    }
}

pub const EXPONENTIAL: Lane = Lane { id: "lane-1", name: "Exponential", slider: "γ" };
pub const COSINE: Lane = Lane { id: "lane-2", name: "Cosine", slider: "T_max" };
pub const PLATEAU: Lane = Lane { id: "lane-3", name: "lateau", slider: "patience" };
pub const ONE_CYCLE: Lane = Lane { id: "lane-4", name: "1cycle", slider: "pct_start" };
pub const CONSTANT: Lane = Lane { id: "reference", name: "Constant", slider: "" };

/// The lanes that have sliders of their own.
pub const SCHEDULES: [Lane; 4] = [EXPONENTIAL, COSINE, PLATEAU, ONE_CYCLE];
/// All lanes in the order of the page.
pub const LANES: [Lane; 5] = [EXPONENTIAL, COSINE, PLATEAU, ONE_CYCLE, CONSTANT];

// Controls.
pub const SLIDERS: &str = "input[type=range]";
pub const FIELDS: &str = "input[type=text]";
pub const REFUSED_FIELD: &str = "[aria-invalid=true]";
pub const BASE_RATE: &str = "η₀";
pub const SEED: &str = "seed";
pub const MORE_PARAMETERS: &str = "More parameters of ";
pub const MORE_PARAMETERS_BUTTONS: &str = "button[aria-expanded][aria-label^='More parameters']";
pub const PANEL: &str = ".unfolded";
pub const HINTS: &str = ".card .trap";
pub const CARDS: &str = ".card";
pub const FACTS: &str = ".fact";
pub const PRESETS_OF_FIRST_SCREEN: &str = ".presets a";
pub const ALL_PRESETS: &str = ".presets a[href='#presets']";
pub const PRESETS: &str = ".preset-list a";
pub const PRESETS_ID: &str = "presets";
pub const THEME: &str = "Theme: ";

// The questions above the cards.
pub const ANSWERS: &str = ".question button";
pub const ADVICE: &str = ".advice";
pub const WHEN: &str = ".when";

// The lineup.
pub const SCHEDULE_OF: &str = "Schedule of lane ";
pub const ADD_SCHEDULE: &str = "Add a schedule";
pub const EMPTY: &str = "empty";
pub const UNDO: &str = "Undo";
pub const REDO: &str = "Redo";
pub const DRAW: &str = "Draw your own";
pub const POINTS: &str = ".points";
pub const REMOVE_POINT: &str = ".points button[aria-label^='Remove point']";
pub const ADD_POINT: &str = "Add a point";

// Player.
pub const PLAYER: &str = ".player";
pub const PLAY: &str = "Play";
pub const PAUSE: &str = "Pause";
pub const STEP: &str = "Step";
pub const RESTART: &str = "Restart";
pub const WATCH: &str = "▶ Watch";
pub const COOL_DOWN: &str = "Cool down from here";
pub const COUNTER: &str = ".counter";
pub const COUNTER_DETAIL: &str = ".counter .detail";

// Results.
pub const COMPARISON: &str = ".compare";
pub const OVER_SEEDS: &str = "over seeds";
pub const BEATS_CONSTANT: &str = "beats constant";
pub const TO_CARD: &str = ".results .to-card";
pub const RESULT_HEADS: &str = ".results thead th";
pub const RESULT_ROWS: &str = ".results tbody tr";
pub const GOOD_RATES: &str = "good rates";
pub const FIND_GOOD_RATES: &str = "find good rates";
pub const SHOWN_BY_SEEDS: &str = ".seeds p";
pub const BEING_TRAINED: &str = "The page trains";
pub const SEED_COUNT: &str = ".seeds select";
pub const BOLD_RESULTS: &str = ".results .wins, .results b, .results strong, .past .wins";

// Charts.
pub const WHOSE_RUNS: &str = ".whose";
pub const DRAW_OWN_SEED: &str = "draw seed ";
pub const RATES: &str = "Learning rate";
pub const ACCURACY: &str = "Validation accuracy";
pub const LOSS: &str = "Loss";
pub const MOMENTUM: &str = "Momentum";
pub const DOCK: &str = ".plots.docked";
pub const DOCKED_CHARTS: &str = ".plots.docked [role=img]";
pub const CHART: &str = "[role=img]";
pub const CHART_OF_RATES: &str = "[aria-label='Chart Learning rate']";
pub const CHART_NOTE: &str = ".note";
pub const LEGEND: &str = "[aria-label=Lines] button";
pub const SHOW_ALL_LINES: &str = "Show all lines";
pub const RESET_ZOOM: &str = "Reset zoom";
pub const CHART_MENU: &str = "More for the chart ";
pub const TIME_AXES: &str = "[aria-label='Time axis'] button";
pub const DATA_OF_RATES: &str = "[aria-label='Data of Learning rate']";

// Every rate.
pub const EVERY_RATE: &str = "Every rate";
pub const MARKER: &str = "Base rate of all lanes, on the chart";
pub const OWN_RATES: &str = "Each lane at its own leading rate";
pub const RATES_SAID: &str = ".rates-foot";
pub const RATES_TABLE: &str = "#every-rate-table";
pub const BANNER: &str = ".own-rates";
pub const ONE_RATE: &str = "Back to one rate";

// The range test.
pub const RUN_RANGE_TEST: &str = "Run the test";
pub const RANGE_SAID: &str = ".range-said";

// What the page says.
pub const CAPTION: &str = ".caption";
pub const STATUS: &str = "[role=status]";
pub const BADGE: &str = "#engine";
pub const ENGINE: &str = "#engine strong";
pub const FAILURE: &str = "[role=alert], #loading";
pub const BROKEN: &str = ".failed";
pub const SELF_TEST: &str = "#selftest";
pub const MEASURE: &str = "#measure";

// Traps and lessons.
pub const TRAP: &str = ".trap";
pub const TRAPS: &str = ".trap-title";
pub const TRAPS_IN_PANEL: &str = ".unfolded .trap-full";
pub const FIX: &str = "Fix: ";
pub const NUMBERS_IN_SENTENCES: &str = ".explain button";
pub const LESSONS: &str = ".lesson";
pub const FORMULAS: &str = ".lesson math";

// What each model has learned.
pub const MODELS: &str = "#learned";
/// The constant rate and the chosen lane.
pub const MODELS_SHOWN: usize = 2;
pub const OPENED_MODELS: &str = ".learned details[open] article";
pub const BESIDE: &str = "Constant beside";
pub const INVENTED: &str = ".invented li";
pub const NEXT_LETTERS: &str = ".next tbody tr";
/// An answer of a model is the digit, a colon, this word, and what the model takes the digit for.
pub const ANSWERED: &str = "predicted";

// Comparison.
pub const HISTORY_BUTTONS: &str = ".past button";
pub const HISTORY_NOW: &str = ".past .now";
pub const PAST_CELLS: &str = ".past tbody td:not(.deeds)";
pub const RESTORE: &str = "Restore: ";
pub const GHOST: &str = "Ghost: ";
pub const FORGET: &str = "Forget: ";
pub const FINGERPRINTS: &str = ".print code";

// The landscape.
pub const LAND_COMPUTE: &str = "Compute";
pub const LAND_LANE: &str = "Lane of the landscape";
pub const LAND_ACROSS: &str = "across";
pub const COSINE_ANNEALING: &str = "Cosine annealing";
pub const LAND_TABLE: &str = ".land-files summary";
pub const LAND_CELLS: &str = ".land-rows td";
pub const LAND_STAGE: &str = ".land-stage";
pub const LAND_PLOT: &str = ".land-plot";
pub const LAND_SAID: &str = ".land-said";
pub const LAND_CROSS: &str = ".land-cross";

// Theory.
pub const THEORY: &str = ".theory summary";
pub const WHY: &str = ".why";
pub const WHY_PICTURES: &str = ".why-pictures";
pub const WHY_ROWS: &str = ".why-end tbody tr";
pub const WHY_WHEN: &str = ".why-when";
pub const THEORY_ROWS: &str = ".theory-rows tbody";

// Code.
pub const YOUR_RUN: &str = ".your-run";
pub const YOUR_SUMMARY: &str = ".your-run summary";
pub const BATCHES: &str = "batches";
pub const YOUR_RATE: &str = "your rate";
pub const CODE_FIELD: &str = "Paste a scheduler";
pub const APPLY: &str = "Apply";
pub const USE_GUESS: &str = "Use this guess";
pub const TAKE_BACK: &str = "Take back";
pub const IMPORT_MESSAGES: &str = "section[aria-label=Import] p, section[aria-label=Import] li";
pub const EXPORT_MESSAGES: &str = "section[aria-label=Export] [aria-live]";
pub const PROGRAM: &str = "[role=tabpanel]";
pub const PROGRAM_TABS: &str = "[role=tab]";
pub const COPY_CODE: &str = "Copy code";
pub const DOWNLOAD_CODE: &str = "Download code";

// A visitor's own log.
pub const LOG_FIELD: &str = "Paste or drop your log";
pub const LOG_MESSAGE: &str = ".log-said";
pub const LOG_SENTENCE: &str = ".log-sentence";
pub const LOG_CUTS: &str = ".log-picture .mark";
pub const LOG_PATIENCE: &str = "#log-patience";
pub const LOG_TABLE: &str = ".log-rows table";
pub const LOG_COLUMN: &str = "column";
pub const LOG_COLUMNS: &str = "#log-column option";

// On paper.
pub const ON_PAPER: &str = ".on-paper";
pub const PLOTS: &str = ".plots .plot";

// Sharing.
pub const COPY_LINK: &str = "Copy link";
pub const COPIED: &str = "Copied";
pub const MORE_SHARING: &str = "More ways to share";
pub const COPY_EMBED: &str = "Copy embed code";
pub const SHARED_LINK: &str = ".sharing textarea";
pub const WHOLE_PAGE: &str = "Open in Etalon";
pub const AIM: &str = ".aim";
pub const PANELS_BELOW: &str = ".below > section";
pub const NOT_EMBEDDED: &str = "header.top, .results, .below";
