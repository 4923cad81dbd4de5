package org.holdfast.engine.view;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.holdfast.engine.AppId;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Debris;
import org.holdfast.engine.ImportFinding;
import org.holdfast.engine.Judged;
import org.holdfast.engine.Subject;
import org.holdfast.engine.Unlocked;
import org.holdfast.engine.doctor.Diagnosis;
import org.holdfast.engine.verify.VerifyFinding;
import org.holdfast.engine.verify.VerifyResult;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.sync.Kind;
import org.holdfast.sync.Skip;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;

/// What use cases tell as members of JSON objects, in their order. Stateless; thread-safe.
public final class Members {
    private Members() {}

    /// An entry of a backup.
    public static Map<String, Object> of(StoredEntry entry) {
        TreeEntry tree = entry.tree();
        Map<String, Object> members = new LinkedHashMap<>();
        putPath(members, entry.path());
        members.put("kind", lower(tree.kind()));
        if (tree.kind() == Kind.FILE) {
            members.put("size", tree.size());
        }
        members.put("modified", tree.modified().toString());
        members.put("mode", String.format(Locale.ROOT, "%04o", tree.mode()));
        members.put("uid", tree.uid());
        members.put("gid", tree.gid());
        entry.sha256().ifPresent(digest -> members.put("sha256", digest));
        tree.linkTarget().ifPresent(target -> putName(members, "link", ByteText.encode(target)));
        entry.hardlinkTo().ifPresent(earlier -> putName(members, "hardlink", earlier.bytes()));
        if (entry.unstable()) {
            members.put("unstable", true);
        }
        return members;
    }

    /// What was left out of a backup.
    public static Map<String, Object> of(Skip skip) {
        Map<String, Object> members = new LinkedHashMap<>();
        putPath(members, skip.path());
        members.put("skipped", lower(skip.reason()));
        members.put("detail", skip.detail());
        return members;
    }

    /// What a cleanup found that is no backup.
    public static Map<String, Object> of(Debris debris, Debris.Fate fate, String reason) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("kind", words(debris.kind()));
        members.put("name", debris.name());
        debris.extent().ifPresent(extent -> putExtent(members, extent));
        members.put("since", debris.since());
        members.put("fate", words(fate));
        members.put("reason", reason);
        return members;
    }

    /// What a cleanup does about a backup.
    public static Map<String, Object> of(Judged backup) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", backup.record().id());
        members.put("fate", words(backup.fate()));
        members.put("reasons", backup.reasons());
        backup.extent().ifPresent(extent -> putExtent(members, extent));
        backup.billedUntil().ifPresent(until -> members.put("billedUntil", until));
        return members;
    }

    /// A lock that was removed.
    public static Map<String, Object> of(Unlocked lock) {
        Map<String, Object> members = new LinkedHashMap<>();
        switch (lock.subject()) {
            case AppId id -> members.put("app", id.value());
            case Subject.Server _ -> members.put("server", true);
        }
        members.put("holder", lock.holder());
        members.put("alive", lock.gone().isEmpty());
        return members;
    }

    private static void putExtent(Map<String, Object> members, Debris.Extent extent) {
        members.put("objects", extent.objects());
        members.put("bytes", extent.bytes());
    }

    /// How the verification of a backup ended.
    public static Map<String, Object> of(VerifyResult result) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", result.backup());
        members.put("verdict", result.isGood() ? "good" : "damaged");
        members.put("mode", result.mode().id());
        members.put("readFiles", result.read().files());
        members.put("files", result.whole().files());
        members.put("readBytes", result.read().bytes());
        members.put("bytes", result.whole().bytes());
        members.put("total", result.total());
        members.put("findings", result.findings().stream().map(Members::of).toList());
        return members;
    }

    /// Something that is wrong with a backup.
    public static Map<String, Object> of(VerifyFinding finding) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("kind", finding.kind().id());
        finding.path().ifPresent(path -> putPath(members, path));
        members.put("what", finding.what());
        members.put("next", finding.next());
        return members;
    }

    /// Why a backup could not be verified.
    public static Map<String, Object> of(String backup, BackupException why) {
        return Map.of(
                "id",
                backup,
                "verdict",
                "failed",
                "message",
                String.valueOf(why.getMessage()),
                "details",
                List.copyOf(why.details()),
                "hint",
                why.hint());
    }

    /// What a check before an import found.
    public static Map<String, Object> of(ImportFinding finding) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("check", finding.subject());
        members.put("verdict", lower(finding.verdict()));
        members.put("text", finding.text());
        members.put("hint", finding.hint());
        return members;
    }

    /// Something that is unsafe or about to fail.
    public static Map<String, Object> of(Diagnosis diagnosis) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("severity", lower(diagnosis.severity()));
        members.put("what", diagnosis.what());
        members.put("where", diagnosis.where());
        members.put("cure", diagnosis.cure());
        return members;
    }

    /// Puts a name that may be no text: `NAME`, or in base64 as `NAME64`, since JSON has no bytes. As in manifests.
    public static void putName(Map<String, Object> members, String member, byte[] name) {
        if (ByteText.isUtf8(name)) {
            members.put(member, ByteText.decode(name));
            return;
        }
        members.put(member + "64", Base64.getEncoder().encodeToString(name));
    }

    /// The same of a path.
    public static void putPath(Map<String, Object> members, BytePath path) {
        putName(members, "path", path.bytes());
    }

    /// A constant as programs read it.
    public static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String words(Enum<?> value) {
        return lower(value).replace('_', ' ');
    }
}
