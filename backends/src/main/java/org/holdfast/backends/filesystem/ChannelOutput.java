package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Writes to a channel, whose errors it translates. Interruptible, which `Files.newOutputStream` is not.
final class ChannelOutput extends OutputStream {
    /// The JDK copies each piece to a direct buffer of its size, which it keeps for the thread.
    private static final int MAX_PIECE = 64 * 1024;

    private final FileChannel channel;
    private final Path target;

    /// @param target for messages
    ChannelOutput(FileChannel channel, Path target) {
        this.channel = channel;
        this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        int position = offset;
        try {
            while (position < end) {
                position += channel.write(ByteBuffer.wrap(bytes, position, Math.min(MAX_PIECE, end - position)));
            }
        } catch (IOException e) {
            throw FileErrors.translate("write", target, e);
        }
    }
}
