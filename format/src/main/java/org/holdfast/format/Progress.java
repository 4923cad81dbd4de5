package org.holdfast.format;

/// Hears of every [Event]. Called from several threads at once; must return quickly.
@FunctionalInterface
public interface Progress {
    Progress NONE = _ -> {};

    void on(Event event);
}
