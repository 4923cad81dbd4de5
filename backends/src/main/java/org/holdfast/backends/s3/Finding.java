package org.holdfast.backends.s3;

/// What one try on a site found, see [Step].
record Finding(Step.Verdict verdict, String detail, String hint) {
    static Finding ok(String detail) {
        return new Finding(Step.Verdict.OK, detail, "");
    }

    static Finding warning(String detail, String hint) {
        return new Finding(Step.Verdict.WARNING, detail, hint);
    }

    static Finding failed(String detail, String hint) {
        return new Finding(Step.Verdict.FAILED, detail, hint);
    }

    static Finding skipped(String why) {
        return new Finding(Step.Verdict.SKIPPED, why, "");
    }

    Step as(String name) {
        return new Step(name, verdict, detail, hint);
    }
}
