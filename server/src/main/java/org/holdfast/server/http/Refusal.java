package org.holdfast.server.http;

/// Why somebody is not let in.
final class Refusal extends Exception {
    private final transient Answer answer;

    Refusal(Answer answer) {
        super("refused", null, false, false);
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }
}
