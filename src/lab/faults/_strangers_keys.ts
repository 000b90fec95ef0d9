type Members = Readonly<Record<string, unknown>>;

/** Moduli of RSA keys whose private halves nobody kept. */
const MODULI = [
  "mFd228Csw0Jb-QZKVVu-vhW-Df_cyaR4wgUpPvILJeTWQYmxgSfUrV6lXR2xwcoTqJ0fO1_3tKVNIHpMewP8lkZYPRdyn97uM4xTbtfe_5iaa7R3asfTQiiVCkiTzslb00CsgA2jhC5n6hXduH9xt4PiSyaM7GORprk5YfmxY8MvZctMGs1lDrdgV1IzHzQSfP5XT6SpLDDybKXkb3I8v6Mc6l_AdDCeQR6jDRnUE_DsICuMv-CnvwL88xqtycn-_2PDfd_N9fMkCB6brLNIFgSUzWuR-lJHVF7BLETDyO-MsL8wXdjYJAR2biqY0LHM9aiVl6wWEc1vcBg0phoXLw",
  "0dDgnfOBnRx-B1mm0hedAP0Vl_OndJwKvmwyFkdHYC_8P-iNrFckgAwHgXAj68qe-bk8te8onJcDV5qO1QVRqMQd3KFeGq3MTtiMLZS6T82xv8bLDixUG87NmH-D4vjy_QDqS1NQC-h4i2EuHL-_9TOIbJy35w82XPf1Lu_KZ7aBopc8F2koJw1rmguSExy_XBSQqfi1nuStinRGCepkqEwIVVDLC_0hC4KUC4xsLeiMhl2dezSi-2jwRYjcTXYl6LNX87iQeQTuEbBcrAWaV6vp9tMwb41cTv_LkHScr9AvpAoA0Dx4Hgkl8M6-W4LuiNjnj6fPXLXn5pYUzWKz9w",
];

/**
 * Public keys that nobody can sign by: they lie about in key sets, as keys do that are retired or not in use yet.
 *
 * @param kid Of the key at an index.
 */
export function strangersKeys(kid: (index: number) => string): readonly Members[] {
  return MODULI.map((n, index) => ({ kty: "RSA", kid: kid(index), n, e: "AQAB", use: "sig", alg: "RS256" }));
}
