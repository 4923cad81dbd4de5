package org.holdfast.cli.reference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;

/// A shell for which there is a script that completes command lines.
public enum Shell {
    BASH("holdfast"),
    ZSH("_holdfast"),
    FISH("holdfast.fish");

    private final String fileName;

    Shell(String fileName) {
        this.fileName = fileName;
    }

    /// As it is typed.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What the shell expects the file with the script to be called.
    public String fileName() {
        return fileName;
    }

    /// The script; the same for the same commands.
    ///
    /// @param program with all its commands
    public String script(CommandSpec program) {
        return template().replace("#COMMANDS#\n", commands(Completed.of(program)));
    }

    private String commands(Completed program) {
        return switch (this) {
            case BASH -> BashTable.of(program);
            case ZSH -> ZshFunctions.of(program);
            case FISH -> FishLines.of(program);
        };
    }

    private String template() {
        try (InputStream in = Objects.requireNonNull(Shell.class.getResourceAsStream("template." + word()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the program is not whole", e);
        }
    }
}
