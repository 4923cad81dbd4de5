package org.holdfast.engine.state;

import tools.jackson.core.Version;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/// How JSON that this program wrote is read into records: a number or flag that is not there is an error, as null is,
/// and not 0; unless the record says by `@JsonProperty` that it need not be there. Other members may be absent, which
/// gives null: whether that may be is up to the record. Unknown members are ignored.
public final class RecordJson {
    private RecordJson() {}

    public static JsonMapper.Builder mapper() {
        return JsonMapper.builder()
                .annotationIntrospector(
                        AnnotationIntrospector.pair(new JacksonAnnotationIntrospector(), new PrimitivesRequired()));
    }

    private static final class PrimitivesRequired extends NopAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            return member.getRawType().isPrimitive();
        }

        @Override
        public Version version() {
            return Version.unknownVersion();
        }
    }
}
