//! Coefficients of the fixed-point functions, highest power first. Made by `core/proof/oracle/tables.py`; do not edit.

/// 2^g = 1 + g·(… ) with 32 fraction bits each, for g in [0, 1/16); method error 2^-36.6, relative.
#[rustfmt::skip]
pub(super) const EXP2_32: [u32; 4] = [
    0x0281_5da5,
    0x0e35_15c3,
    0x3d7f_7d62,
    0xb172_17f7,
];

/// 2^(i/16) with 31 fraction bits, cut off.
#[rustfmt::skip]
pub(super) const ROOTS_32: [u32; 16] = [
    0x8000_0000,
    0x85aa_c367,
    0x8b95_c1e3,
    0x91c3_d373,
    0x9837_f051,
    0x9ef5_3260,
    0xa5fe_d6a9,
    0xad58_3eea,
    0xb504_f333,
    0xbd08_a39f,
    0xc567_2a11,
    0xce24_8c15,
    0xd744_fcca,
    0xe0cc_deec,
    0xeac0_c6e7,
    0xf525_7d15,
];

/// E of sin²(πr/2) = r²·(E(r⁴) - r²·O(r⁴)) with 30 fraction bits; method error 2^-38.3, relative.
#[rustfmt::skip]
pub(super) const VERSINE_EVEN_32: [u32; 3] = [
    0x00d3_3bda,
    0x2aba_78a5,
    0x9de9_e64e,
];

/// O of sin²(πr/2) = r²·(E(r⁴) - r²·O(r⁴)) with 30 fraction bits; method error 2^-38.3, relative.
#[rustfmt::skip]
pub(super) const VERSINE_ODD_32: [u32; 3] = [
    0x000f_2d2a,
    0x0787_ce45,
    0x81e0_f83f,
];

/// 2^g = 1 + g·(… ) with 64 fraction bits each, for g in [0, 1/16); method error 2^-64.6, relative.
#[rustfmt::skip]
pub(super) const EXP2_64: [u64; 7] = [
    0x0001_04cc_69a8_e50a,
    0x000a_17dc_6e64_6f9e,
    0x0057_6204_3bfd_92e6,
    0x0276_556d_dd69_bcda,
    0x0e35_846b_8295_68ce,
    0x3d7f_7bff_058a_d843,
    0xb172_17f7_d1cf_79b7,
];

/// 2^(i/16) with 63 fraction bits, cut off.
#[rustfmt::skip]
pub(super) const ROOTS_64: [u64; 16] = [
    0x8000_0000_0000_0000,
    0x85aa_c367_cc48_7b14,
    0x8b95_c1e3_ea8b_d6e6,
    0x91c3_d373_ab11_c336,
    0x9837_f051_8db8_a96f,
    0x9ef5_3260_91a1_11ad,
    0xa5fe_d6a9_b151_38ea,
    0xad58_3eea_42a1_4ac6,
    0xb504_f333_f9de_6484,
    0xbd08_a39f_580c_36be,
    0xc567_2a11_5506_dadd,
    0xce24_8c15_1f84_80e3,
    0xd744_fcca_d69d_6af4,
    0xe0cc_deec_2a94_e111,
    0xeac0_c6e7_dd24_392e,
    0xf525_7d15_2486_cc2c,
];

/// E of sin²(πr/2) = r²·(E(r⁴) - r²·O(r⁴)) with 62 fraction bits; method error 2^-65.1, relative.
#[rustfmt::skip]
pub(super) const VERSINE_EVEN_64: [u64; 5] = [
    0x0000_0048_5d78_cec4,
    0x0000_db70_e6f5_23a6,
    0x00d3_68f9_502f_b04a,
    0x2aba_78fc_797f_b432,
    0x9de9_e64d_f22e_f2d2,
];

/// O of sin²(πr/2) = r²·(E(r⁴) - r²·O(r⁴)) with 62 fraction bits; method error 2^-65.1, relative.
#[rustfmt::skip]
pub(super) const VERSINE_ODD_64: [u64; 4] = [
    0x0000_0905_30f0_24f2,
    0x000f_ce9c_4837_10a8,
    0x0787_d41a_2464_72cb,
    0x81e0_f840_dad6_1d02,
];

/// S of log2(a/b) = z·S(z²) with 62 fraction bits; method error 2^-44.7, relative.
#[rustfmt::skip]
pub(super) const LOG2_32: [u64; 8] = [
    0x0c4f_9d8b_4a67_fefb,
    0x0e34_7ab4_698b_b00e,
    0x10c9_a849_9402_2d28,
    0x1484_b13d_7c02_a8f8,
    0x1a61_762a_7ade_d93f,
    0x24ee_d8a1_df37_fcf2,
    0x3d8e_13b8_7407_fae9,
    0xb8aa_3b29_5c17_f0bc,
];

/// S of log2(a/b) = z·S(z²) with 126 fraction bits, its lowest terms; method error 2^-76.0, relative.
#[rustfmt::skip]
pub(super) const LOG2_64: [u128; 3] = [
    0x24ee_d8a1_df37_fcf2_594e_6629_ae9f_72e8,
    0x3d8e_13b8_7407_fae9_3f82_aa45_785f_14d8,
    0xb8aa_3b29_5c17_f0bb_be87_fed0_691d_3e89,
];

/// S of log2(a/b) = z·S(z²) with 62 fraction bits, its other terms; method error 2^-76.0, relative.
#[rustfmt::skip]
pub(super) const LOG2_64_TAIL: [u64; 11] = [
    0x06d6_e5bf_2956_3853,
    0x0762_f820_5fd7_ff64,
    0x0807_66bf_0401_0a77,
    0x08cb_2763_7e4a_486a,
    0x09b8_1e0f_a687_ff32,
    0x0adc_d64d_ba1f_86a2,
    0x0c4f_9d8b_4a67_fefb,
    0x0e34_7ab4_698b_b00e,
    0x10c9_a849_9402_2d28,
    0x1484_b13d_7c02_a8f8,
    0x1a61_762a_7ade_d93f,
];
