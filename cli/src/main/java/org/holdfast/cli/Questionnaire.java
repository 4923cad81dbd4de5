package org.holdfast.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.names.ByteText;

/// Asks for one line at a time, of a person at a terminal or of whatever standard input is.
final class Questionnaire {
    private final Host host;

    Questionnaire(Host host) {
        this.host = host;
    }

    /// What was answered; `usual` for an empty line, which is no answer where there is none.
    String text(String question, Optional<String> usual) throws IOException {
        while (true) {
            String answer = line(question + usual.map(it -> " [" + it + "]").orElse(""));
            if (!answer.isEmpty()) {
                return answer;
            }
            if (usual.isPresent()) {
                return usual.get();
            }
        }
    }

    /// What was answered; empty for an empty line.
    Optional<String> optional(String question) throws IOException {
        return Optional.of(line(question + " (may be empty)")).filter(answer -> !answer.isEmpty());
    }

    /// One of `words`.
    String choice(String question, List<String> words, String usual) throws IOException {
        while (true) {
            String answer = text(question, Optional.of(usual));
            if (words.contains(answer)) {
                return answer;
            }
            remark("one of " + String.join(", ", words));
        }
    }

    boolean yes(String question) throws IOException {
        return choice(question, List.of("yes", "no"), "yes").equals("yes");
    }

    /// Why an answer is none.
    void remark(String text) {
        host.output().tell("  " + text);
    }

    private String line(String question) throws IOException {
        host.output().tellAll(Text.oneLine(question) + ": ");
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = read(); next != '\n'; next = read()) {
            if (next < 0) {
                host.output().tellAll("\n");
                throw new BackupException(
                        Failure.MISCONFIGURED,
                        "there is nobody to answer; nothing was written",
                        "run it on a terminal, or give it one answer a line");
            }
            line.write(next);
        }
        String text = ByteText.decode(line.toByteArray()).strip();
        if (!ByteText.isUtf8(line.toByteArray())) {
            throw new BackupException(
                    Failure.MISCONFIGURED, "the answer is not UTF-8; nothing was written", "set the terminal to UTF-8");
        }
        return text;
    }

    private int read() throws IOException {
        try {
            return host.input().read();
        } catch (IOException e) {
            // Whatever is said of it, such as of Ctrl-C, is no part of the answer.
            host.output().tellAll("\n");
            throw e;
        }
    }
}
