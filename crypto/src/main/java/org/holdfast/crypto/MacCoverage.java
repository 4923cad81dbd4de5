package org.holdfast.crypto;

/// Which part of a sealed file its MAC covers. The format's description and the software it comes from may differ
/// here, so both are read; see `spec/SPEC.md`, "File envelope".
public enum MacCoverage {
    /// IV and ciphertext: what is written unless a site says otherwise.
    IV(Envelope.MAGIC_BYTES),
    /// Magic, IV and ciphertext.
    HEADER(0);

    /// Where in the header the MAC begins.
    final int from;

    MacCoverage(int from) {
        this.from = from;
    }
}
