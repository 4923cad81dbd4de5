/// The server's face: routes, who may use them, and how answers are sent. The only package that knows Vert.x.
///
/// Handlers run on threads of their own, since what they ask of the engine takes its time; the event loop only passes
/// on. Start at [org.holdfast.server.http.Front].
@NullMarked
package org.holdfast.server.http;

import org.jspecify.annotations.NullMarked;
