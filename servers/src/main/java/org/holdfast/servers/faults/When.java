package org.holdfast.servers.faults;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;

/// Which requests: of some kinds, with some keys, and of those the first, the n-th or every n-th.
public final class When {
    private final Set<Kind> kinds;
    private final Optional<Pattern> key;
    private final LongPredicate turns;
    private final String text;

    private When(Set<Kind> kinds, Optional<Pattern> key, LongPredicate turns, String text) {
        this.kinds = kinds;
        this.key = key;
        this.turns = turns;
        this.text = text;
    }

    /// Each request of these kinds.
    public static When is(Kind first, Kind... more) {
        Set<Kind> kinds = EnumSet.of(first, more);
        return new When(kinds, Optional.empty(), turn -> true, kinds.toString());
    }

    /// Each request whatever.
    public static When any() {
        return new When(Set.of(Kind.values()), Optional.empty(), turn -> true, "any request");
    }

    /// Of those, only with a key that this expression matches as a whole.
    public When key(String regex) {
        return new When(kinds, Optional.of(Pattern.compile(regex)), turns, text + " of " + regex);
    }

    /// Of those, the first `count`.
    public When first(long count) {
        return turns("first " + count, turn -> turn <= count);
    }

    /// Of those, the n-th only, counted from 1.
    public When nth(long n) {
        return turns("number " + n, turn -> turn == n);
    }

    /// Of those, number n, 2n, 3n and so on.
    public When every(long n) {
        return turns("every " + n, turn -> turn % n == 0);
    }

    /// Of those, all but the first `count`.
    public When after(long count) {
        return turns("after " + count, turn -> turn > count);
    }

    private When turns(String said, LongPredicate when) {
        return new When(kinds, key, when, text + ", " + said);
    }

    boolean covers(S3Call call) {
        return kinds.contains(call.kind())
                && key.map(pattern -> pattern.matcher(call.key()).matches()).orElse(true);
    }

    /// @param turn how many requests were covered so far, this one included
    boolean due(long turn) {
        return turns.test(turn);
    }

    @Override
    public String toString() {
        return text;
    }
}
