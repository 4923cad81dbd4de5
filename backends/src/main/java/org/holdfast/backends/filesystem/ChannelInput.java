package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Reads from a channel, whose errors it translates. Interruptible, which `Files.newInputStream` is not.
final class ChannelInput extends InputStream {
    /// The JDK copies each piece from a direct buffer of its size, which it keeps for the thread.
    private static final int MAX_PIECE = 64 * 1024;

    private final FileChannel channel;
    private final Path source;

    /// @param source for messages
    ChannelInput(FileChannel channel, Path source) {
        this.channel = channel;
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            return channel.read(ByteBuffer.wrap(bytes, offset, Math.min(MAX_PIECE, length)));
        } catch (IOException e) {
            throw FileErrors.translate("read", source, e);
        }
    }
}
