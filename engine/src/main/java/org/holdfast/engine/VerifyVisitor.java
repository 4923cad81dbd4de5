package org.holdfast.engine;

import org.holdfast.engine.verify.VerifyResult;

/// Hears how the verification of one backup after the other ended.
public interface VerifyVisitor {
    void verified(VerifyResult result);

    /// It could not be verified, for another reason than that it is damaged.
    void failed(String backup, BackupException why);
}
