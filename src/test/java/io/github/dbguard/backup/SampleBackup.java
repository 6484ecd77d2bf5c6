package io.github.dbguard.backup;

import static io.github.dbguard.counts.Sample.app;
import static io.github.dbguard.counts.Sample.users;

import io.github.dbguard.archive.Checksums;
import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.backup.Manifest.DatabaseBackup;
import io.github.dbguard.backup.Manifest.Verified;
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.DatabaseCounts;
import io.github.dbguard.counts.RowCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A backup for tests, written as dbguard writes it, but with a dump that is none. Every method answers another one.
 *
 * @param bytes of its dump
 */
public record SampleBackup(
        String target,
        String createdAt,
        String label,
        long rows,
        int bytes,
        DumpFormat format,
        Verified verified,
        Boolean safety,
        Boolean pinned,
        String database) {

    /** @param createdAt {@code 2026-11-20T10:15:00Z} */
    public static SampleBackup of(String target, String createdAt) {
        return new SampleBackup(target, createdAt, null, 100, 1000, DumpFormat.DIRECTORY, null, false, null, "app");
    }

    public SampleBackup labelled(String words) {
        return new SampleBackup(target, createdAt, words, rows, bytes, format, verified, safety, pinned, database);
    }

    public SampleBackup holding(long someRows, int someBytes) {
        return new SampleBackup(
                target, createdAt, label, someRows, someBytes, format, verified, safety, pinned, database);
    }

    public SampleBackup in(DumpFormat another) {
        return new SampleBackup(target, createdAt, label, rows, bytes, another, verified, safety, pinned, database);
    }

    public SampleBackup verified(String at) {
        Verified proof = new Verified(at, "postgres:15");
        return new SampleBackup(target, createdAt, label, rows, bytes, format, proof, safety, pinned, database);
    }

    public SampleBackup ofARestore() {
        return new SampleBackup(target, createdAt, label, rows, bytes, format, verified, true, pinned, database);
    }

    public SampleBackup pinnedByItsMaker() {
        return new SampleBackup(target, createdAt, label, rows, bytes, format, verified, safety, true, database);
    }

    SampleBackup ofDatabase(String name) {
        return new SampleBackup(target, createdAt, label, rows, bytes, format, verified, safety, pinned, name);
    }

    /** The name that it has in the store. */
    public String id() {
        return createdAt.replaceAll("[-:]", "") + (label == null ? "" : "-" + label);
    }

    /** What the catalogue makes of it, without any file. */
    StoredBackup stored() {
        return StoredBackup.of(Path.of("backups", target, id()), manifest(List.of(dump("0".repeat(64)))));
    }

    /**
     * Writes it.
     *
     * @param directory {@code dbguard.directory}
     * @return its folder
     */
    public Path write(Path directory) {
        Path folder = directory.resolve("backups").resolve(target).resolve(id());
        Path dump = folder.resolve("dump/app/toc.dat");
        try {
            Files.createDirectories(dump.getParent());
            Files.write(dump, new byte[bytes]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<FileDigest> files = new ArrayList<>(List.of(Checksums.of(folder, dump)));
        Checksums.write(folder.resolve("SHA256SUMS"), files);
        manifest(files).write(folder);
        return folder;
    }

    /** Lets the baseline name it. */
    public SampleBackup asBaseline(Path directory) {
        new Baseline(
                        Baseline.FORMAT,
                        target,
                        createdAt,
                        id(),
                        manifest(List.of()).rowCounts())
                .write(directory.resolve("baseline.json"));
        return this;
    }

    private FileDigest dump(String sha256) {
        return new FileDigest("dump/app/toc.dat", bytes, sha256);
    }

    Manifest manifest(List<FileDigest> files) {
        RowCounts counts = app(users().rows(rows));
        DatabaseCounts counted = counts.databases().get(0);
        return new Manifest(
                Manifest.FORMAT,
                id(),
                target,
                Instant.parse(createdAt).toString(),
                verified,
                "test",
                label,
                safety,
                pinned,
                format,
                "pg_dump (PostgreSQL) 15.14",
                counts.identity(),
                null,
                counts.mode(),
                List.of(new DatabaseBackup(database, "dump/app", format, null, null, null, counted)),
                bytes,
                files);
    }
}
