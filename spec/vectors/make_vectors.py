#!/usr/bin/env python3
"""Makes the *.vector files of a directory: make_vectors.py DIR

Each is sound but for one thing, and that thing is its name. Built with Python's standard library and the openssl
command, so that the code under test had no part in what it is tested against. The same bytes every time.
"""
import base64, hashlib, hmac, pathlib, subprocess, sys

PASSWORD = "correct horse battery staple"
KEYS = hashlib.scrypt(PASSWORD.encode(), salt=b"CLOUDRONSCRYPTSALT", n=16384, r=8, p=1, maxmem=64 << 20, dklen=128)
FILE_KEY, FILE_MAC_KEY, NAME_KEY, NAME_MAC_KEY = (KEYS[i : i + 32] for i in range(0, 128, 32))
MAGIC = b"CBV2"
OUT = pathlib.Path(sys.argv[1])


def write(name, kind, data, expect, comment, plain=None, iv=None, coverage=None, password=PASSWORD):
    header = {"kind": kind, "expect": expect, "password": password.encode().hex()}
    if plain is not None:
        header["plain"] = plain.hex()
    if iv is not None:
        header["iv"] = iv.hex()
    if coverage is not None:
        header["coverage"] = coverage
    header["comment"] = comment
    text = "\n".join(f"{key}: {value}" for key, value in header.items())
    lines = "\n".join(data.hex()[i : i + 100] for i in range(0, 2 * len(data), 100))
    (OUT / f"{name}.vector").write_text(f"{text}\n\n{lines}\n", "ascii")


def cbc(key, iv, blocks):
    command = ["openssl", "enc", "-e", "-aes-256-cbc", "-nopad", "-K", key.hex(), "-iv", iv.hex()]
    return subprocess.run(command, input=blocks, stdout=subprocess.PIPE, check=True).stdout


def hmac256(key, data):
    return hmac.new(key, data, "sha256").digest()


def padded(plain):
    pad = 16 - len(plain) % 16
    return plain + bytes([pad]) * pad


def noise(label, length):
    return hashlib.shake_256(label.encode()).digest(length)


def flipped(data, at, mask=1):
    changed = bytearray(data)
    changed[at] ^= mask
    return bytes(changed)


# Files that open.

def sealed(blocks, iv, covered_from=4, mac_key=FILE_MAC_KEY):
    front = MAGIC + iv + cbc(FILE_KEY, iv, blocks)
    return front + hmac256(mac_key, front[covered_from:])


def opens(name, plain, comment, coverage="iv", iv=None):
    iv = iv or noise(name, 16)
    data = sealed(padded(plain), iv, 4 if coverage == "iv" else 0)
    write(f"file-{name}", "file", data, "success", comment, plain, iv, coverage)


for size in (0, 1, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65):
    opens(f"{size}-bytes", noise(f"plain {size}", size), "around the borders of blocks and of what a reader holds back")
for size in (0, 16, 100):
    opens(f"{size}-bytes-header", noise(f"plain {size}", size), "the MAC covers the magic too", "header")
opens("2000-bytes", noise("plain 2000", 2000), "longer than a reader's first buffer may be, with its header")
opens("iv-zero", b"an IV like any other", "a reader takes any IV", iv=bytes(16))
opens("iv-begins-with-magic", b"an IV like any other", "the magic twice is no second header", iv=MAGIC + noise("iv", 12))
opens("plain-like-padding", b"\x10" * 16, "padding is removed once")
opens("plain-like-short-padding", b"data\x01", "the byte before the padding looks like padding")
opens("plain-is-sealed", sealed(padded(b"inner"), noise("inner", 16)), "a sealed file is plaintext like any other")

# Files that do not.

PLAIN = noise("plain", 100)
IV = noise("iv of a good file", 16)
GOOD = sealed(padded(PLAIN), IV)
BODY_END = len(GOOD) - 32


def refuses(name, layer, data, comment, password=PASSWORD):
    write(f"file-{layer}-{name}", "file", data, layer, comment, password=password)


refuses("empty", "length", b"", "no bytes at all")
refuses("part-of-magic", "length", b"CBV", "cut within the magic")
refuses("magic-only", "length", MAGIC, "cut after the magic")
refuses("header-only", "length", MAGIC + IV, "cut after the IV")
refuses("no-body", "length", sealed(b"", IV), "a valid MAC over an empty body: even an empty file has one block")
refuses("one-byte-short", "length", sealed(padded(b""), IV)[:67], "an empty file without its last byte")

refuses("other-version", "magic", b"CBV1" + GOOD[4:], "the digit of another version")
refuses("lower-case", "magic", b"cbv2" + GOOD[4:], "the magic in lower case")
refuses("missing", "magic", GOOD[4:], "the file without its magic")
refuses("byte-before", "magic", b"\n" + GOOD, "one byte before the magic")
refuses("last-byte", "magic", flipped(GOOD, 3), "one bit of the magic's last byte; the MAC does not cover it")
refuses("plain-file", "magic", noise("unsealed", 96), "a file that was never sealed")

refuses("one-byte-missing", "blocks", GOOD[:-1], "truncated by one byte")
refuses("fifteen-bytes-missing", "blocks", GOOD[:-15], "truncated by fifteen bytes")
refuses("one-byte-appended", "blocks", GOOD + b"\0", "one byte appended")
refuses("newline-appended", "blocks", GOOD + b"\r\n", "a text tool ended the last line")
refuses("two-files-joined", "blocks", GOOD + sealed(padded(b"second"), IV), "another sealed file appended")
ragged = MAGIC + IV + noise("ragged", 17)
refuses("valid-mac", "blocks", ragged + hmac256(FILE_MAC_KEY, ragged[4:]), "a valid MAC over a body of 17 bytes")
header_covered = sealed(padded(PLAIN), IV, 0)
refuses("header-mac-as-iv", "blocks", MAGIC + header_covered,
        "a second magic before the first: the bytes after it carry a valid MAC, made over the header")
magic_iv = sealed(padded(PLAIN), MAGIC + IV[:12])
refuses("iv-mac-as-header", "blocks", magic_iv[4:],
        "an IV that begins with the magic, and the first magic removed: all that is left carries a valid MAC, made over the IV")

refuses("iv-first-bit", "mac", flipped(GOOD, 4, 0x80), "the first bit of the IV")
refuses("iv-last-bit", "mac", flipped(GOOD, 19), "the last bit of the IV")
refuses("body-first-bit", "mac", flipped(GOOD, 20, 0x80), "the first bit of the body")
refuses("body-middle-bit", "mac", flipped(GOOD, 70), "a bit within the body")
refuses("body-last-bit", "mac", flipped(GOOD, BODY_END - 1), "the last bit of the body; padding would be malformed as well")
refuses("tag-first-bit", "mac", flipped(GOOD, BODY_END, 0x80), "the first bit of the MAC")
refuses("tag-last-bit", "mac", flipped(GOOD, len(GOOD) - 1), "the last bit of the MAC")
refuses("tag-zero", "mac", GOOD[:BODY_END] + bytes(32), "a MAC of zeroes")
refuses("tag-cut-in-half", "mac", GOOD[:-16], "sixteen bytes truncated, so that what is left is whole blocks")
refuses("tag-missing", "mac", GOOD[:BODY_END], "the whole MAC truncated")
refuses("tag-twice", "mac", GOOD + GOOD[BODY_END:], "the MAC appended once more")
refuses("last-block-missing", "mac", GOOD[: BODY_END - 16] + GOOD[BODY_END:], "the last block taken out")
refuses("first-block-missing", "mac", GOOD[:20] + GOOD[36:],
        "the first block taken out; the others would still decrypt, but for one")
refuses("blocks-swapped", "mac", GOOD[:20] + GOOD[36:52] + GOOD[20:36] + GOOD[52:], "two blocks in each other's place")
refuses("block-appended", "mac", GOOD + bytes(16), "sixteen bytes appended")
refuses("over-body-only", "mac", sealed(padded(PLAIN), IV, 20), "the MAC covers no IV")
refuses("over-plaintext", "mac", GOOD[:BODY_END] + hmac256(FILE_MAC_KEY, PLAIN), "the MAC of the plaintext")
refuses("under-file-key", "mac", sealed(padded(PLAIN), IV, 4, FILE_KEY), "the MAC under the file key")
refuses("under-name-mac-key", "mac", sealed(padded(PLAIN), IV, 4, NAME_MAC_KEY), "the MAC under the name MAC key")
refuses("sha512-cut", "mac", GOOD[:BODY_END] + hmac.new(FILE_MAC_KEY, GOOD[4:BODY_END], "sha512").digest()[:32],
        "the first half of an HMAC-SHA-512")
refuses("empty-file", "mac", flipped(sealed(padded(b""), IV), 67), "an empty file, the last bit of its MAC")
refuses("header-covered-bit", "mac", flipped(header_covered, 40), "a bit of the body, where the MAC covers the header")
refuses("wrong-password", "mac", GOOD, "opened with another password than it was sealed with", "Correct horse battery staple")
refuses("password-line-end", "mac", GOOD, "the password with a line end behind it", PASSWORD + "\n")

for name, block, comment in (
    ("zero", b"fifteen bytes..\x00", "a length of 0"),
    ("seventeen", b"fifteen bytes..\x11", "a length of 17, one more than a block"),
    ("255", b"fifteen bytes..\xff", "a length of 255, or -1"),
    ("128", b"fifteen bytes..\x80", "a length of 128, or -128"),
    ("absent", b"sixteen letters.", "a plaintext of whole blocks that nobody padded"),
    ("inconsistent", b"plaintext....\x02\x03\x03", "the first of three padding bytes differs"),
    ("inconsistent-middle", b"plaintext...\x04\x04\x03\x04", "a padding byte in the middle differs"),
    ("whole-block-inconsistent", b"\x0f" + b"\x10" * 15, "a block of padding whose first byte differs"),
    ("zeroes", b"plaintext" + bytes(7), "padding with zeroes"),
    ("iso7816", b"plaintext\x80" + bytes(6), "padding of ISO 7816-4"),
    ("x923", b"plaintext" + bytes(6) + b"\x07", "padding of ANSI X9.23"),
):
    refuses(name, "padding", sealed(noise("before", 32) + block, IV), f"a valid MAC; {comment}")
refuses("one-block", "padding", sealed(bytes(16), IV), "a valid MAC; one block and no padding in it")
refuses("header", "padding", sealed(bytes(16), IV, 0), "as one-block, with the MAC over the header")


# Names.

def encoded(data):
    return base64.b64encode(data).rstrip(b"=").replace(b"/", b"-")


def name_bytes(segment, blocks=None, iv=None):
    iv = iv or hmac256(NAME_MAC_KEY, segment)[:16]
    return iv + cbc(NAME_KEY, iv, padded(segment) if blocks is None else blocks)


def names(name, segment, comment):
    write(f"name-{name}", "name", encoded(name_bytes(segment)), "success", comment, segment)


for size in (1, 15, 16, 17, 31, 32, 143, 159, 160, 255):
    names(f"{size}-bytes", b"n" * size, "around the borders of blocks and of what file systems take")
names("hidden", b".hidden", "one dot before a name is part of it")
names("three-dots", b"...", "a name, unlike one dot or two")
names("spaces", b" a  b ", "blanks anywhere")
names("newline", b"a\nb\r", "line ends are part of a name")
names("not-utf8", b"caf\xe9\xff\x80", "names are bytes, not text")
names("utf8", "Größe 日本 🗄️".encode(), "two, three and four bytes a character")
names("decomposed", "e\u0301".encode(), "no normalisation")
names("backslash", b"..\\a", "a backslash separates nothing")
names("every-byte", bytes(b for b in range(1, 256) if b != 0x2F), "every byte that a name may hold")
names("like-padding", b"\x10" * 16, "padding is removed once")

NAME = b"name.txt"
SOUND = name_bytes(NAME)


def refuses_name(name, layer, text, comment, password=PASSWORD):
    write(f"{layer}-{name}", "name", text, layer, comment, password=password)


def a_name_with(what):
    for number in range(1000):
        segment = b"name %d" % number
        if what(encoded(name_bytes(segment))):
            return encoded(name_bytes(segment))
    raise SystemExit("no such name")


WITH_MINUS = a_name_with(lambda text: b"-" in text)
WITH_PLUS = a_name_with(lambda text: b"+" in text)
GOOD_NAME = encoded(SOUND)
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"
stray = GOOD_NAME[:-1] + ALPHABET[ALPHABET.index(GOOD_NAME[-1:]) + 1 :][:1]

refuses_name("empty", "name-length", b"", "no characters at all, the encoding of no bytes")
refuses_name("padded", "name-encoding", GOOD_NAME + b"=", "the = that ordinary base64 ends with")
refuses_name("slash", "name-encoding", WITH_MINUS.replace(b"-", b"/"), "ordinary base64, / not replaced")
refuses_name("base64url", "name-encoding", WITH_PLUS.replace(b"+", b"_"), "+ replaced by _")
refuses_name("trailing-bits", "name-encoding", stray, "the bits of the last character that stand for nothing are not zero")
refuses_name("newline", "name-encoding", GOOD_NAME + b"\n", "a line end behind the name")
refuses_name("space", "name-encoding", GOOD_NAME[:20] + b" " + GOOD_NAME[20:], "a blank within the name")
refuses_name("impossible-length", "name-encoding", GOOD_NAME[:41], "41 characters, one more than whole groups of four")
refuses_name("not-ascii", "name-encoding", GOOD_NAME[:-1] + b"\xe9", "a character beyond ASCII")
refuses_name("percent", "name-encoding", WITH_PLUS.replace(b"+", b"%2B"), "+ escaped as in a URL")
refuses_name("not-sealed", "name-encoding", b"config.json", "a name in the clear")
refuses_name("nul", "name-encoding", GOOD_NAME + b"\0", "a NUL behind the name")

for size in (8, 16, 24, 31, 33, 40, 47):
    refuses_name(f"{size}-bytes", "name-length", encoded(noise("name", size)), "not IV and whole blocks, one at the least")

refuses_name("iv-bit", "name-mac", encoded(flipped(SOUND, 0)), "a bit of the IV, and so of the first letter")
refuses_name("iv-padding-bit", "name-mac", encoded(flipped(SOUND, 15)), "a bit of the IV that falls on the padding")
refuses_name("body-bit", "name-mac", encoded(flipped(SOUND, 20)), "a bit of the body")
refuses_name("block-missing", "name-mac", encoded(name_bytes(b"n" * 40)[:48]), "the last block cut off")
refuses_name("block-appended", "name-mac", encoded(SOUND + bytes(16)), "sixteen bytes appended")
refuses_name("iv-zero", "name-mac", encoded(name_bytes(NAME, iv=bytes(16))), "sound but for an IV of zeroes")
refuses_name("iv-of-another", "name-mac", encoded(name_bytes(NAME, iv=hmac256(NAME_MAC_KEY, b"other")[:16])),
             "sound but for the IV, which is that of another name")
refuses_name("iv-last-half", "name-mac", encoded(name_bytes(NAME, iv=hmac256(NAME_MAC_KEY, NAME)[16:])),
             "the IV is the last half of the HMAC")
refuses_name("iv-under-file-mac-key", "name-mac", encoded(name_bytes(NAME, iv=hmac256(FILE_MAC_KEY, NAME)[:16])),
             "the IV was made with the file MAC key")
refuses_name("wrong-password", "name-mac", GOOD_NAME, "opened with another password", "Correct horse battery staple")
refuses_name("padding-zeroes", "name-mac", encoded(name_bytes(NAME, NAME + bytes(8))), "the name's own IV; padding with zeroes")
refuses_name("padding-x923", "name-mac", encoded(name_bytes(NAME, NAME + bytes(7) + b"\x08")), "the name's own IV; padding of X9.23")
refuses_name("padding-absent", "name-mac", encoded(name_bytes(b"n" * 16, b"n" * 16)), "the name's own IV; no padding")
refuses_name("padding-empty-name", "name-mac", encoded(name_bytes(b"", bytes(16))), "the IV of the empty name; malformed padding")

for name, segment in (("empty", b""), ("dot", b"."), ("dot-dot", b".."), ("slash", b"a/b"), ("climbs", b"../../etc/passwd"),
                      ("absolute", b"/etc"), ("nul", b"a\0b")):
    refuses_name(name, "name-segment", encoded(name_bytes(segment)), "authentic, but no name that a directory can hold")
