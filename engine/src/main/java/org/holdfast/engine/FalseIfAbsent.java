package org.holdfast.engine;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/// A member that older versions did not write.
final class FalseIfAbsent extends ValueDeserializer<Boolean> {
    @Override
    public Boolean deserialize(JsonParser parser, DeserializationContext context) {
        return parser.getBooleanValue();
    }

    @Override
    public Boolean getAbsentValue(DeserializationContext context) {
        return false;
    }
}
