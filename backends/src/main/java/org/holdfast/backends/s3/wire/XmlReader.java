package org.holdfast.backends.s3.wire;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/// Reads XML into builders of the SDK's model. Elements that the model does not know are passed over. Thread-safe.
final class XmlReader {
    private final XMLInputFactory factory;

    /// What elements there are for each type: it is asked for once for each of thousands of objects in a listing.
    private final Map<Class<?>, Map<String, SdkField<?>>> known = new ConcurrentHashMap<>();

    XmlReader() {
        factory = XMLInputFactory.newDefaultFactory();
        // Nothing that a service sends may make us read a file, ask another server, or grow without bound.
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    }

    /// A document whose first element was read.
    ///
    /// @param root the first element's name
    record Document(String root, XMLStreamReader xml) {}

    /// Decodes the bytes itself, as S3 has no other encoding, and the JDK's parser complains of wrong ones on the
    /// standard error output, whatever it is told.
    ///
    /// @param bytes UTF-8; may begin with spaces, which S3 sends while it works
    /// @throws CharacterCodingException if they are not UTF-8
    Document open(byte[] bytes) throws XMLStreamException, CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString()
                .stripLeading();
        XMLStreamReader xml;
        synchronized (factory) {
            xml = factory.createXMLStreamReader(new StringReader(text));
        }
        while (xml.next() != XMLStreamConstants.START_ELEMENT) {
            // What comes before the first element says nothing.
        }
        return new Document(xml.getLocalName(), xml);
    }

    /// Reads the element that was begun into `target`, to its end.
    void read(XMLStreamReader xml, SdkPojo target) throws XMLStreamException {
        Map<String, SdkField<?>> fields = known.computeIfAbsent(target.getClass(), _ -> elements(target));
        Map<SdkField<?>, List<Object>> lists = new HashMap<>();
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                lists.forEach((field, list) -> field.set(target, list));
                return;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            SdkField<?> field = fields.get(xml.getLocalName());
            if (field == null) {
                skip(xml);
            } else if (field.marshallingType().getKnownType() == MarshallingKnownType.LIST) {
                SdkField<?> member = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
                lists.computeIfAbsent(field, _ -> new ArrayList<>()).add(value(xml, member));
            } else {
                field.set(target, value(xml, field));
            }
        }
    }

    private static Map<String, SdkField<?>> elements(SdkPojo target) {
        Map<String, SdkField<?>> elements = new HashMap<>();
        for (SdkField<?> field : target.sdkFields()) {
            if (field.location() == MarshallLocation.PAYLOAD) {
                if (field.marshallingType().getKnownType() == MarshallingKnownType.LIST
                        && !field.getRequiredTrait(ListTrait.class).isFlattened()) {
                    throw new UnsupportedOperationException("lists within lists are not read: " + field.memberName());
                }
                elements.put(field.unmarshallLocationName(), field);
            }
        }
        return Map.copyOf(elements);
    }

    private Object value(XMLStreamReader xml, SdkField<?> field) throws XMLStreamException {
        if (field.marshallingType().getKnownType() == MarshallingKnownType.SDK_POJO) {
            SdkPojo inner = field.constructor().get();
            read(xml, inner);
            return ((SdkBuilder<?, ?>) inner).build();
        }
        String text = text(xml);
        try {
            return value(text, field, DateTimeFormatter.ISO_DATE_TIME);
        } catch (DateTimeException | NumberFormatException e) {
            throw new XMLStreamException(field.unmarshallLocationName() + " has no value that it can have", e);
        }
    }

    /// @param dates how a point in time is written
    /// @throws NumberFormatException if it is no number, but should be
    /// @throws DateTimeException if it is no time, but should be
    static Object value(String text, SdkField<?> field, DateTimeFormatter dates) {
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> text;
            case LONG -> Long.valueOf(text.strip());
            case INTEGER -> Integer.valueOf(text.strip());
            case BOOLEAN -> Boolean.valueOf(text.strip());
            case INSTANT -> Instant.from(dates.parse(text.strip()));
            default -> throw new UnsupportedOperationException("answers with " + field.memberName() + " are not read");
        };
    }

    /// The text of the element that was begun, to its end, without that of elements in it.
    private static String text(XMLStreamReader xml) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(xml.getText());
                case XMLStreamConstants.START_ELEMENT -> skip(xml);
                case XMLStreamConstants.END_ELEMENT -> {
                    return text.toString();
                }
                default -> {}
            }
        }
    }

    /// Passes over the element that was begun.
    private static void skip(XMLStreamReader xml) throws XMLStreamException {
        int depth = 1;
        while (depth > 0) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
    }
}
