/// What use cases tell, in the form in which programs get it: the members of JSON objects, and how far a run is. Every
/// face writes the same.
///
/// Knows the use cases and what they tell, and no face. Start at [org.holdfast.engine.view.Members].
@NullMarked
package org.holdfast.engine.view;

import org.jspecify.annotations.NullMarked;
