package org.holdfast.cli;

import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.VerifyVisitor;
import org.holdfast.engine.log.LogScope;
import org.holdfast.engine.verify.VerifyResult;

/// Shows how verifications end. Confined to one thread.
abstract sealed class VerifyView implements VerifyVisitor permits VerifyJson, VerifyText {
    private final LogScope log;
    private int good;
    private int damaged;
    private int failed;
    private int exitCode;

    VerifyView(LogScope log) {
        this.log = log;
    }

    @Override
    public final void verified(VerifyResult result) {
        if (result.isGood()) {
            good++;
            log.info("good: " + result.backup());
        } else {
            damaged++;
            log.error("damaged: " + result.backup());
            result.findings().forEach(finding -> log.error(finding.kind().id() + ": " + finding.what()));
        }
        show(result);
    }

    @Override
    public final void failed(String backup, BackupException why) {
        failed++;
        log.error(backup + ": " + why.getMessage(), why.hint());
        exitCode = Math.max(exitCode, why.failure().exitCode());
        show(backup, why);
    }

    abstract void show(VerifyResult result);

    abstract void show(String backup, BackupException why);

    /// To be called last, whatever became of the rest.
    abstract void end();

    final boolean isEmpty() {
        return good + damaged + failed == 0;
    }

    final int good() {
        return good;
    }

    final int damaged() {
        return damaged;
    }

    final int failed() {
        return failed;
    }

    /// That of the worst: damage, then whatever else.
    final int exitCode() {
        return damaged > 0 ? Failure.DAMAGED.exitCode() : exitCode;
    }
}
