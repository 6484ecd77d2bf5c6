package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.archive.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignBackupTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pg_dump: error: connection to server at \"db\" failed: FATAL:  password authentication failed",
                "pg_dump: warning: there are circular foreign-key constraints\n--\n-- PostgreSQL database dump",
                "pg_dumpall: error: query failed",
                "Error response from daemon: No such container: db",
                "Error: No such container: db",
                "OCI runtime exec failed: exec failed: unable to start container process",
                "the input device is not a TTY",
                "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.",
                "time=\"2026-01-01T00:00:00Z\" level=warning msg=\"version is obsolete\"",
                "bash: line 1: pg_dump: command not found",
                "/bin/sh: 1: pg_dump: not found",
                "service \"db\" is not running",
                "no such service: db"
            })
    void aMessageInPlaceOfTheDumpIsShown(String message) throws Exception {
        assertThatThrownBy(() -> recognise(message + "\nmore"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("begins with a message")
                .hasMessageContaining(message.lines().findFirst().orElseThrow())
                .hasMessageNotContaining("more\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<!DOCTYPE html><html> | HTML",
                "<?xml version='1.0'?><Error><Code>NoSuchKey | XML",
                "{\"message\": \"Not Found\"} | JSON",
                "-- MySQL dump 10.13  Distrib 8.0 | MySQL",
                "/*M!999999\\- enable the sandbox mode */ | MySQL",
                "-- MariaDB dump 10.19 | MySQL",
                "-- phpMyAdmin SQL Dump | MySQL",
                "PRAGMA foreign_keys=OFF; | SQLite",
                "PK\u0003\u0004x | unzip",
                "-----BEGIN PGP MESSAGE----- | Decrypt",
                "a\u0000b | neither a script nor an archive"
            })
    void whatIsNoDumpIsCalledByItsName(String content, String name) {
        assertThatThrownBy(() -> recognise(content))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(name)
                .hasMessageContaining("Nothing was changed");
    }

    @Test
    void textInUtf16IsToldFromABinary() {
        byte[] text = "\ufeff-- PostgreSQL database dump".getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> ForeignBackup.recognise(Files.write(folder.resolve("dump"), text)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("iconv");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--\n-- PostgreSQL database dump\n--\n",
                "\ufeff--\r\n-- PostgreSQL database dump\r\n",
                "show server_version;",
                "\\restrict x",
                "SET a = 1;",
                "/* x */",
                "BEGIN;",
                "[1]"
            })
    void anyOtherTextMayBeAScript(String text) throws Exception {
        assertThat(recognise(text).kind()).isEqualTo(ForeignBackup.Kind.PLAIN);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void nothingUnderACompressionIsTheClassic(Compression compression) throws Exception {
        Path file = packed("dump.sql", compression, new byte[0]);
        assertThatThrownBy(() -> ForeignBackup.recognise(file))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("pipefail");
        Path twice = packed("twice", compression, Files.readAllBytes(packed("once", compression, new byte[100])));
        assertThatThrownBy(() -> ForeignBackup.recognise(twice)).hasMessageContaining("compressed twice");
        Path message = packed("message", compression, "pg_dump: error: x".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> ForeignBackup.recognise(message)).hasMessageContaining("pg_dump: error: x");
    }

    @Test
    void anEmptyFileAnEmptyFolderAndNoFileAreTold() throws Exception {
        assertThatThrownBy(() -> recognise("")).isInstanceOf(Refused.class).hasMessageContaining("0 bytes");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> ForeignBackup.recognise(empty))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("toc.dat");
        Files.writeString(empty.resolve("toc.dat"), "PGD");
        assertThatThrownBy(() -> ForeignBackup.recognise(empty)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> ForeignBackup.recognise(folder.resolve("none")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("does not exist");
    }

    @ParameterizedTest
    @CsvSource({"12,0", "13,0", "14,12", "15,16", "16,17"})
    void anArchiveSaysWhichPgRestoreReadsIt(int minor, int oldest) throws Exception {
        Path file = Files.write(folder.resolve("dump"), archive(minor, 1, "app", "17.5 (Debian)", "17.6"));
        ForeignBackup backup = ForeignBackup.recognise(file);
        ArchiveHead head = backup.head().orElseThrow();
        assertThat(backup.kind()).isEqualTo(ForeignBackup.Kind.CUSTOM);
        assertThat(head.minor()).isEqualTo(minor);
        assertThat(head.database()).contains("app");
        assertThat(head.serverVersion()).contains("17.5 (Debian)");
        assertThat(head.dumpVersion()).contains("17.6");
        assertThat(head.oldestPgRestore()).isEqualTo(oldest);
        backup.requireReadableBy(oldest);
        if (oldest > 0) {
            assertThatThrownBy(() -> backup.requireReadableBy(oldest - 1))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("1." + minor)
                    .hasMessageContaining("pg_dump 17.6")
                    .hasMessageContaining("postgres:" + oldest + " pg_restore");
        }
    }

    @Test
    void anArchiveOfTheFutureNeedsThePgRestoreOfItsPgDump() throws Exception {
        Path file = Files.write(folder.resolve("dump"), archive(17, 1, "app", "15.1", "21.2"));
        assertThat(ForeignBackup.recognise(file).head().orElseThrow().oldestPgRestore())
                .isEqualTo(21);
        // Cut, or made up: what it says is unknown, and nothing breaks.
        for (int length = 11; length < 60; length++) {
            byte[] cut = java.util.Arrays.copyOf(archive(16, 1, "app", "15.1", "17.2"), length);
            assertThat(ForeignBackup.recognise(Files.write(file, cut)).head()).isPresent();
        }
    }

    @Test
    void aTableOfContentsAloneIsNoDump() throws Exception {
        Path toc = Files.write(folder.resolve("toc.dat"), archive(16, 3, "app", "17", "17"));
        assertThatThrownBy(() -> ForeignBackup.recognise(toc)).hasMessageContaining("Give the folder");
        assertThat(ForeignBackup.recognise(folder).kind()).isEqualTo(ForeignBackup.Kind.DIRECTORY);
    }

    private ForeignBackup recognise(String content) throws IOException {
        return ForeignBackup.recognise(Files.writeString(folder.resolve("dump"), content));
    }

    private Path packed(String name, Compression compression, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = compression.compress(Files.newOutputStream(file))) {
            out.write(content);
        }
        return file;
    }

    private static byte[] archive(int minor, int format, String... texts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("PGDMP".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {1, (byte) minor, 0, 4, 8, (byte) format});
        out.writeBytes(new byte[(minor >= 15 ? 1 : 5) + 7 * 5]);
        for (String text : texts) {
            out.writeBytes(new byte[] {0, (byte) text.length(), 0, 0, 0});
            out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }
}
