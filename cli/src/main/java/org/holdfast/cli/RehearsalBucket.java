package org.holdfast.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// A bucket in this process and in memory, as far as [Rehearsal] goes: small objects are put, copied, fetched, listed
/// on one page, and deleted.
final class RehearsalBucket implements AutoCloseable {
    private static final String NAMESPACE = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
    private static final Pattern KEY = Pattern.compile("<Key>(.*?)</Key>");

    private final ServerSocket door;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// By bucket and key.
    private final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    /// Opens at a free port of the loopback interface.
    RehearsalBucket() throws IOException {
        door = new ServerSocket(0, 0, InetAddress.ofLiteral("127.0.0.1"));
        threads.execute(this::welcome);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    private void welcome() {
        try {
            while (true) {
                Socket peer = door.accept();
                threads.execute(() -> serve(peer));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket peer) {
        try (peer) {
            InputStream in = new BufferedInputStream(peer.getInputStream());
            OutputStream out = peer.getOutputStream();
            for (String first = line(in); !first.isEmpty(); first = line(in)) {
                Request request = Request.read(first, in);
                Answer answer = answer(request);
                out.write(answer.bytes(!request.method.equals("HEAD")));
                out.flush();
            }
        } catch (IOException _) {
            // Whoever asked has gone.
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Request(
            String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {
        static Request read(String first, InputStream in) throws IOException {
            String[] words = first.split(" ", 3);
            Map<String, String> headers = new HashMap<>();
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
            byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
            String[] target = words[1].split("\\?", 2);
            Map<String, String> query = new HashMap<>();
            for (String parameter : target.length < 2 ? new String[0] : target[1].split("&", -1)) {
                String[] pair = parameter.split("=", 2);
                query.put(pair[0], pair.length < 2 ? "" : decoded(pair[1]));
            }
            return new Request(words[0], decoded(target[0]), query, headers, body);
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }

        Optional<String> copied() {
            return Optional.ofNullable(headers.get("x-amz-copy-source"))
                    .map(source -> decoded(source.startsWith("/") ? source : "/" + source));
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Answer(String status, String tag, byte[] body) {
        static final Answer MISSING = xml("404 Not Found", "Error", "<Code>NoSuchKey</Code>");
        static final Answer EXISTS = new Answer("412 Precondition Failed", "", new byte[0]);

        static Answer xml(String root, String content) {
            return xml("200 OK", root, content);
        }

        private static Answer xml(String status, String root, String content) {
            String text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + root + NAMESPACE + ">" + content + "</"
                    + root + ">";
            return new Answer(status, "", text.getBytes(StandardCharsets.UTF_8));
        }

        byte[] bytes(boolean withBody) {
            String head = "HTTP/1.1 " + status + "\r\n" + (tag.isEmpty() ? "" : "ETag: " + tag + "\r\n")
                    + "Content-Length: " + body.length + "\r\n\r\n";
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
            if (withBody) {
                bytes.writeBytes(body);
            }
            return bytes.toByteArray();
        }
    }

    private Answer answer(Request request) {
        return switch (request.method) {
            case "PUT" -> put(request);
            case "POST" -> delete(request);
            case "DELETE" -> {
                objects.remove(request.path);
                yield new Answer("204 No Content", "", new byte[0]);
            }
            default -> request.query.containsKey("list-type") ? list(request) : get(request);
        };
    }

    private Answer put(Request request) {
        if (request.headers.containsKey("if-none-match") && objects.containsKey(request.path)) {
            return Answer.EXISTS;
        }
        Optional<byte[]> original = request.copied().map(source -> objects.getOrDefault(source, new byte[0]));
        byte[] content = original.orElse(request.body);
        objects.put(request.path, content);
        return original.isPresent()
                ? Answer.xml("CopyObjectResult", "<ETag>" + tag(content) + "</ETag>")
                : new Answer("200 OK", tag(content), new byte[0]);
    }

    private Answer get(Request request) {
        boolean bucket = request.path.indexOf('/', 1) < 0;
        byte[] content = bucket ? new byte[0] : objects.get(request.path);
        return content == null ? Answer.MISSING : new Answer("200 OK", tag(content), content);
    }

    private Answer delete(Request request) {
        String bucket = request.path.endsWith("/") ? request.path : request.path + "/";
        KEY.matcher(new String(request.body, StandardCharsets.UTF_8))
                .results()
                .forEach(key -> objects.remove(bucket + key.group(1)));
        return Answer.xml("DeleteResult", "");
    }

    private Answer list(Request request) {
        String bucket = request.path.endsWith("/") ? request.path : request.path + "/";
        String prefix = bucket + request.query.getOrDefault("prefix", "");
        String delimiter = request.query.getOrDefault("delimiter", "");
        NavigableSet<String> prefixes = new TreeSet<>();
        StringBuilder content = new StringBuilder("<IsTruncated>false</IsTruncated>");
        objects.tailMap(prefix).forEach((key, value) -> {
            int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, Math.min(prefix.length(), key.length()));
            if (!key.startsWith(prefix)) {
                return;
            }
            if (end >= 0) {
                prefixes.add(key.substring(bucket.length(), end + 1));
                return;
            }
            content.append("<Contents><Key>")
                    .append(key.substring(bucket.length()))
                    .append("</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>")
                    .append(tag(value))
                    .append("</ETag><Size>")
                    .append(value.length)
                    .append("</Size></Contents>");
        });
        prefixes.forEach(found ->
                content.append("<CommonPrefixes><Prefix>").append(found).append("</Prefix></CommonPrefixes>"));
        return Answer.xml("ListBucketResult", content.toString());
    }

    private static String tag(byte[] content) {
        try {
            return "\""
                    + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content)) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }
}
