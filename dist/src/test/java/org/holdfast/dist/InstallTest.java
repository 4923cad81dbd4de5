package org.holdfast.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.faults.FaultProxy;
import org.holdfast.testkit.CliScript;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the sessions in `src/test/resources/scripts`: the packages are installed, used and removed by hand.
final class InstallTest {
    private static final Path SCRIPTS = Path.of("src/test/resources/scripts");

    /// Of what every system has, what the program and these sessions call. There is no Java among it.
    private static final List<String> PROGRAMS = List.of(
            "cat",
            "chmod",
            "chroot",
            "cp",
            "cut",
            "diff",
            "dpkg-deb",
            "grep",
            "gzip",
            "head",
            "id",
            "ln",
            "ls",
            "mkdir",
            "mkfifo",
            "mktemp",
            "mount",
            "mv",
            "openssl",
            "python3",
            "readlink",
            "rm",
            "sed",
            "sh",
            "stat",
            "tar",
            "unshare");

    /// `receiver` takes one HTTP request and one mail, whose ports it prints first, and prints what came.
    private static final String RECEIVER = """
        #!/usr/bin/env python3
        import socket

        web, mail = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
        print(web.getsockname()[1], mail.getsockname()[1], flush=True)

        def http(stream):
            request, length = stream.readline(), 0
            while (header := stream.readline().strip()):
                if header.lower().startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
            stream.read(length)
            stream.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n")
            return "webhook: " + request.decode().strip()

        def smtp(stream):
            def say(line):
                stream.write(line + b"\\r\\n")
                stream.flush()

            say(b"220 ready")
            subject = "mail without a subject"
            while (line := stream.readline()):
                if line.startswith(b"DATA"):
                    say(b"354 go on")
                    while (line := stream.readline()).strip() != b".":
                        if line.startswith(b"Subject:"):
                            subject = "mail: " + line.decode().strip()
                say(b"221 bye" if line.startswith(b"QUIT") else b"250 ok")
                if line.startswith(b"QUIT"):
                    return subject

        for server, talk in (web, http), (mail, smtp):
            with server.accept()[0] as peer, peer.makefile("rwb") as stream:
                print(talk(stream))
        """;

    /// `throwaway COMMAND...` runs a command as root of a copy of this machine, whose changes are forgotten, and where
    /// nothing remembers that Holdfast ever ran. Of it only `/tmp` is one file system; elsewhere directories and
    /// files seem to lie on several.
    private static final String THROWAWAY = """
        #!/bin/sh
        exec unshare --mount sh -ec '
            base=/mnt
            mount -t tmpfs none $base
            mkdir $base/upper $base/work $base/root
            mount -t overlay -o lowerdir=/,upperdir=$base/upper,workdir=$base/work none $base/root
            mount --rbind /dev $base/root/dev
            mount -t proc none $base/root/proc
            mount -t tmpfs none $base/root/tmp
            rm -rf $base/root/etc/holdfast $base/root/var/lib/holdfast $base/root/root/.config/holdfast
            cp "$DEB" $base/root/tmp/holdfast.deb
            export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive
            exec chroot $base/root "$@"' throwaway "$@"
        """;

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"deb.txt", "units.txt", "same.txt", "tarball.txt"})
    void session(String name) throws IOException, InterruptedException {
        // Short and without symbolic links, since messages name it.
        Path real = temporary.toRealPath();
        Path objects = Files.createDirectory(real.resolve("objects"));
        Path keys = Files.createDirectory(real.resolve("keys"));
        Path tools = tools(real);
        try (ProxiedDirectory server = ProxiedDirectory.start(objects);
                FaultProxy tls = FaultProxy.startTls(server, keys)) {
            Map<String, String> environment = new HashMap<>();
            environment.put("PATH", tools.toString());
            environment.put("TARBALL", System.getProperty("tarball"));
            environment.put("DEB", System.getProperty("deb"));
            environment.put("VERSION", System.getProperty("version"));
            environment.put("S3_URL", url(server.newBucket(), server.endpoint().toString()));
            environment.put("TLS_URL", url(server.newBucket(), tls.endpoint() + "&caFile=" + tls.caFile()));
            environment.put("AWS_ACCESS_KEY_ID", server.accessKeyId());
            environment.put("AWS_SECRET_ACCESS_KEY", server.secretAccessKey());
            // No session depends on what the machine it runs on happens to be.
            environment.put("AWS_EC2_METADATA_DISABLED", "true");
            CliScript.read(SCRIPTS.resolve(name)).run(Files.createDirectory(real.resolve("session")), environment);
        }
    }

    private static String url(String bucket, String endpoint) {
        return "s3://" + bucket + "/server1?region=us-east-1&endpoint=" + endpoint;
    }

    private static Path tools(Path directory) throws IOException {
        Path tools = Files.createDirectory(directory.resolve("tools"));
        for (String program : PROGRAMS) {
            for (String place : List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")) {
                Path found = Path.of(place, program);
                if (Files.isExecutable(found)) {
                    tool(tools.resolve(program), "#!/bin/sh\nexec " + found + " \"$@\"\n");
                    break;
                }
            }
        }
        tool(tools.resolve("throwaway"), THROWAWAY);
        tool(tools.resolve("receiver"), RECEIVER);
        return tools;
    }

    private static void tool(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
