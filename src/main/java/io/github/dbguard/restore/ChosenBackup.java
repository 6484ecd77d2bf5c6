package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.archive.Checksums;
import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.archive.Mismatch;
import io.github.dbguard.backup.DumpFormat;
import io.github.dbguard.backup.Manifest;
import io.github.dbguard.restore.ForeignBackup.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A backup of dbguard that somebody wants back.
 *
 * @param folder where it lies
 */
record ChosenBackup(Path folder, Manifest manifest) implements Source {

    private static final int LISTED = 10;

    @Override
    public String id() {
        return manifest.id();
    }

    @Override
    public Path path() {
        return folder;
    }

    @Override
    public String systemIdentifier() {
        return manifest.identity().systemIdentifier();
    }

    @Override
    public String createdAt() {
        return manifest.createdAt();
    }

    @Override
    public int oldestServer() {
        return manifest.identity().major();
    }

    @Override
    public Optional<Path> globals() {
        return Optional.of(folder.resolve("globals.sql")).filter(Files::exists);
    }

    @Override
    public Set<String> roles() {
        return Set.of();
    }

    /**
     * Reads every byte of it.
     *
     * @throws Refused naming every file that is altered, missing or should not be there
     */
    @Override
    public void requireWhole() {
        List<Mismatch> mismatches = new ArrayList<>(Checksums.verify(folder, manifest.files()));
        if (!mismatches.isEmpty()) {
            throw new Refused("The backup " + folder + " is damaged:\n  "
                    + mismatches.stream().limit(LISTED).map(Mismatch::inWords).collect(Collectors.joining("\n  "))
                    + (mismatches.size() > LISTED ? "\n  … and " + (mismatches.size() - LISTED) + " more" : "")
                    + "\nNothing was changed. Take another one: mvn dbguard:list-backups");
        }
        requireSameList();
        requireDumps();
    }

    /** SHA256SUMS is for people without dbguard: what it says must be what the manifest says. */
    private void requireSameList() {
        Set<String> listed =
                listed().stream().map(f -> f.sha256() + " " + f.path()).collect(Collectors.toSet());
        Set<String> ours = manifest.files().stream()
                .map(f -> f.sha256() + " " + f.path())
                .collect(Collectors.toCollection(HashSet::new));
        if (!listed.equals(ours)) {
            throw damaged("SHA256SUMS and manifest.json list other files.");
        }
    }

    private List<FileDigest> listed() {
        try {
            return Checksums.read(folder.resolve("SHA256SUMS"));
        } catch (Refused | CannotProceed e) {
            throw damaged("its list SHA256SUMS cannot be read. " + e.getMessage());
        }
    }

    private Refused damaged(String how) {
        return new Refused("The backup " + folder + " is damaged: " + how
                + "\nNothing was changed. Take another one: mvn dbguard:list-backups");
    }

    private void requireDumps() {
        for (Manifest.DatabaseBackup database : manifest.databases()) {
            if (bytesOf(database.dump()) == 0) {
                throw damaged("its manifest lists no file of " + database.dump() + ".");
            }
        }
    }

    private long bytesOf(String dump) {
        return manifest.files().stream()
                .filter(f -> f.path().equals(dump) || f.path().startsWith(dump + "/"))
                .mapToLong(FileDigest::bytes)
                .sum();
    }

    private Map<String, String> sha256Of(String dump) {
        return manifest.files().stream()
                .filter(f -> f.path().equals(dump) || f.path().startsWith(dump + "/"))
                .collect(Collectors.toMap(f -> "dump" + f.path().substring(dump.length()), FileDigest::sha256));
    }

    @Override
    public List<String> names() {
        return manifest.databases().stream().map(Manifest.DatabaseBackup::name).toList();
    }

    /** @throws CannotProceed when one of the databases that are wanted is not in it */
    @Override
    public List<Incoming> databases(List<String> wanted, Supplier<String> likely) {
        List<String> there = names();
        for (String name : wanted) {
            if (!there.contains(name)) {
                throw new CannotProceed("The backup " + id() + " holds no database \"" + name + "\".\nIt holds: "
                        + String.join(", ", there) + ". Nothing was changed. Name those that are meant with"
                        + " -Ddbguard.databases=");
            }
        }
        return manifest.databases().stream()
                .filter(d -> wanted.isEmpty() || wanted.contains(d.name()))
                .map(d -> new Incoming(
                        d.name(),
                        folder.resolve(d.dump()),
                        sha256Of(d.dump()),
                        Kind.valueOf(d.format().name()),
                        d.format() == DumpFormat.PLAIN ? new OwnScript(folder.resolve(d.dump())) : null,
                        d.bytes() != null ? d.bytes() : Incoming.estimate(bytesOf(d.dump())),
                        d.properties(),
                        d.extensions(),
                        d.counts(),
                        manifest.mode(),
                        Map.of()))
                .toList();
    }
}
