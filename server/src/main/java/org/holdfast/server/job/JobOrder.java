package org.holdfast.server.job;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.server.schedule.Task;

/// What somebody wants to be done.
///
/// @param title for people: `back up blog to disk`
/// @param sites that it needs for itself alone
/// @param tasks of the schedule that it does; none if somebody ordered it
public record JobOrder(JobKind kind, String title, Set<String> sites, List<Task> tasks, Work work) {
    public JobOrder {
        sites = Set.copyOf(sites);
        tasks = List.copyOf(tasks);
    }

    /// What it needs for itself alone: its sites; and if it restores, whatever restores write to, since a link that one
    /// of them lays could lead another astray.
    Set<String> claims() {
        Set<String> claims = new HashSet<>(sites);
        if (kind.restores()) {
            // No site is called so.
            claims.add("/");
        }
        return claims;
    }

    /// Does it, on a thread of its own, which is interrupted to end it.
    @FunctionalInterface
    public interface Work {
        /// Works to the end.
        ///
        /// @throws IOException if nothing came of it
        Result run(JobListener listener) throws IOException;
    }

    /// How it ended.
    ///
    /// @param state one of those that are over
    /// @param message one line for people
    /// @param hint what to do about it; empty if nothing
    /// @param failedSites those of the sites where it did not succeed
    /// @param members more of it, for programs
    public record Result(
            JobState state, String message, String hint, Set<String> failedSites, Map<String, Object> members) {
        public static Result of(String message, Map<String, Object> members) {
            return new Result(JobState.SUCCEEDED, message, "", Set.of(), members);
        }
    }
}
