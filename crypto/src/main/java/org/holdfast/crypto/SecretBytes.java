package org.holdfast.crypto;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/// One key that can be forgotten. Thread-safe: a key is seen whole or not at all, since data sealed under a key that
/// is half zeroes would be lost.
///
/// The JDK's own `SecretKeySpec` cannot be destroyed. What the JDK derives from a key inside a `Cipher` or `Mac` is
/// beyond reach and stays until it is collected.
final class SecretBytes implements SecretKey {
    private final String algorithm;
    private final transient byte[] bytes;
    private boolean destroyed;

    /// Copies `length` bytes of `from`, beginning at `offset`.
    SecretBytes(String algorithm, byte[] from, int offset, int length) {
        this.algorithm = algorithm;
        this.bytes = Arrays.copyOfRange(from, offset, offset + length);
    }

    /// A copy, which the JDK's ciphers and MACs clear after use.
    ///
    /// @throws IllegalStateException once destroyed
    @Override
    public synchronized byte[] getEncoded() {
        requireUsable();
        return bytes.clone();
    }

    /// @throws IllegalStateException once destroyed
    synchronized void requireUsable() {
        if (destroyed) {
            throw new IllegalStateException("the key ring is closed");
        }
    }

    @Override
    public synchronized void destroy() {
        Arrays.fill(bytes, (byte) 0);
        destroyed = true;
    }

    @Override
    public synchronized boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public String toString() {
        return "SecretBytes";
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException(SecretBytes.class.getName());
    }
}
