package org.holdfast.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A Ceph object gateway on loopback, with the monitor and the one object store that it needs, all in memory.
///
/// The daemons end with this, with the process that started them, and with the shell between: whichever goes first.
public final class RadosGateway implements S3Server {
    private static final List<String> PACKAGES = List.of("radosgw", "ceph-mon", "ceph-osd", "ceph-common");
    private static final List<String> PROGRAMS = List.of(
            "radosgw", "radosgw-admin", "ceph-mon", "ceph-osd", "ceph", "ceph-authtool", "monmaptool", "setpriv");

    private static final String ACCESS_KEY = "holdfast-test";
    private static final String SECRET_KEY = "holdfast-test-secret";

    /// From the first program to the first answer.
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process shell;
    private final int port;
    private final AtomicInteger buckets = new AtomicInteger();
    private final BucketMaker maker;

    private RadosGateway(Process shell, int port) {
        this.shell = shell;
        this.port = port;
        this.maker = new BucketMaker(this);
    }

    /// Installs the programs if they are missing and can be installed, and starts a fresh cluster.
    ///
    /// @param directory an existing one, empty, of a short path
    public static Start start(Path directory) {
        return start(directory, packages(new AptGet(System.getenv("PATH"))));
    }

    static DebianPackages packages(AptGet apt) {
        return new DebianPackages(apt, "radosgw", PACKAGES, PROGRAMS);
    }

    static Start start(Path directory, DebianPackages packages) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            String missing = packages.provide(directory, PATIENCE);
            if (!missing.isEmpty()) {
                return new Start.Skipped(missing);
            }
            return boot(directory, end);
        } catch (IOException e) {
            return new Start.Skipped("radosgw does not start: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Start.Skipped("interrupted while radosgw started");
        }
    }

    private static Start boot(Path directory, long end) throws IOException, InterruptedException {
        int port = freePort();
        Path script = directory.resolve("radosgw.sh");
        Files.writeString(script, resource("radosgw.sh"));
        Files.writeString(
                directory.resolve("ceph.conf"),
                filled(Map.of(
                        "dir", directory.toAbsolutePath().toString(),
                        "fsid", UUID.randomUUID().toString(),
                        "port", Integer.toString(port),
                        "monPort", Integer.toString(freePort()))));
        Path output = directory.resolve("shell.out");
        Process shell = new ProcessBuilder(
                        "sh", script.toString(), directory.toAbsolutePath().toString(), ACCESS_KEY, SECRET_KEY)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        while (!(Files.exists(directory.resolve("state")) && answers(port))) {
            if (System.nanoTime() > end || shell.waitFor(50, TimeUnit.MILLISECONDS)) {
                String why = shell.isAlive() ? "not ready within " + PATIENCE.toSeconds() + " s" : "a program failed";
                stop(shell);
                return new Start.Skipped("radosgw does not start: " + why + ": " + lastLine(output));
            }
        }
        return new Start.Running(new RadosGateway(shell, port));
    }

    private static String filled(Map<String, String> values) throws IOException {
        String text = resource("radosgw.conf");
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", value.getValue());
        }
        return text;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = RadosGateway.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String lastLine(Path output) throws IOException {
        return Files.readAllLines(output).reversed().stream().findFirst().orElse("it said nothing");
    }

    @Override
    public String name() {
        return "radosgw";
    }

    @Override
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public String accessKeyId() {
        return ACCESS_KEY;
    }

    @Override
    public String secretAccessKey() {
        return SECRET_KEY;
    }

    @Override
    public String region() {
        return "us-east-1";
    }

    @Override
    public String newBucket() {
        return maker.make("bucket-" + buckets.incrementAndGet());
    }

    /// The shell that keeps the daemons.
    ProcessHandle shell() {
        return shell.toHandle();
    }

    @Override
    public void close() {
        maker.close();
        try {
            stop(shell);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The end of its input is what the shell waits for; it kills its daemons then.
    private static void stop(Process shell) throws IOException, InterruptedException {
        shell.getOutputStream().close();
        if (!shell.waitFor(10, TimeUnit.SECONDS)) {
            shell.destroyForcibly();
        }
    }
}
