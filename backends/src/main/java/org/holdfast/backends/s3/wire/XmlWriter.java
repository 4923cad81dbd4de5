package org.holdfast.backends.s3.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;

/// Writes what the SDK's model describes as XML. Pure functions.
final class XmlWriter {
    private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private XmlWriter() {}

    /// @param root the outermost element
    static byte[] document(String root, SdkPojo content) {
        StringBuilder xml = new StringBuilder(256)
                .append("<?xml version=\"1.0\" encoding=\"UTF-8\"?><")
                .append(root)
                .append(" xmlns=\"")
                .append(NAMESPACE)
                .append("\">");
        fields(xml, content);
        return xml.append("</").append(root).append('>').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void fields(StringBuilder xml, SdkPojo content) {
        for (SdkField<?> field : content.sdkFields()) {
            Object value = field.getValueOrDefault(content);
            if (value instanceof List<?> list) {
                if (!field.getRequiredTrait(ListTrait.class).isFlattened()) {
                    throw new UnsupportedOperationException("lists within lists are not written");
                }
                list.forEach(one -> element(xml, field.locationName(), one));
            } else if (value != null) {
                element(xml, field.locationName(), value);
            }
        }
    }

    private static void element(StringBuilder xml, String name, Object value) {
        xml.append('<').append(name).append('>');
        switch (value) {
            case SdkPojo pojo -> fields(xml, pojo);
            case String text -> escaped(xml, text);
            case Number _, Boolean _ -> xml.append(value);
            default ->
                throw new UnsupportedOperationException(value.getClass().getSimpleName() + " is not written as XML");
        }
        xml.append("</").append(name).append('>');
    }

    /// Line ends, too, which readers of XML would change.
    private static void escaped(StringBuilder xml, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '"' -> xml.append("&quot;");
                case '\'' -> xml.append("&apos;");
                case '\r' -> xml.append("&#x0D;");
                case '\n' -> xml.append("&#x0A;");
                default -> xml.append(c);
            }
        }
    }
}
