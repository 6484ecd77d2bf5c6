package io.github.dbguard.scan.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What files hold: as text where people wrote it, looked through piece by piece where it is too long for that. */
public final class Contents {

    /** Nobody writes longer scripts. */
    public static final int LONGEST = 1024 * 1024;

    private static final int PIECE = 1024 * 1024;
    private static final int OVERLAP = 64;
    private static final int BINARY = 8000;

    /** Without one of these words no rule finds anything. */
    private static final Keywords WORDS = new Keywords(
            "docker",
            "podman",
            "nerdctl",
            "compose",
            "drop",
            "truncate",
            "create",
            "delete",
            "update",
            "alter",
            "psql",
            "pg_",
            "initdb",
            "prisma",
            "manage.py",
            "django",
            "rails",
            "rake",
            "sequelize",
            "typeorm",
            "knex",
            "alembic",
            "downgrade",
            "flyway",
            "liquibase",
            "doctrine",
            "artisan",
            "dotnet",
            "ecto",
            "goose",
            "migrat",
            "rm -",
            "rimraf",
            "rmdir",
            "remove-item",
            "git clean",
            "seed",
            "ddl",
            "kubectl",
            "terraform",
            "tofu",
            "supabase",
            "heroku",
            "find ",
            "sql",
            "password",
            "postgres",
            "reset",
            "destroy",
            "wipe",
            "fresh",
            "console",
            "diesel",
            "drizzle",
            "hasura",
            "mikro",
            "state: absent",
            "dbmate",
            "drush",
            "aws ",
            "az ",
            "gcloud",
            "fly ",
            "hbm2",
            "image:",
            "rd ",
            "del ",
            "$");

    /** The same for programs, most of which update and delete things that are no rows. */
    private static final Keywords IN_CODE = new Keywords(
            "docker",
            "podman",
            "nerdctl",
            "compose",
            "drop",
            "truncate ",
            "delete from",
            "update ",
            "alter table",
            "psql",
            "pg_restore",
            "pg_",
            "initdb",
            "prisma",
            "manage.py",
            "rails ",
            "rake ",
            "sequelize",
            "typeorm",
            "knex",
            "alembic",
            "flyway",
            "liquibase",
            "doctrine",
            "artisan",
            "dotnet",
            "ecto",
            "goose",
            "drizzle",
            "diesel",
            "dbmate",
            "hasura",
            "migration:",
            "reset",
            "wipe",
            "migrate",
            "rm -",
            "\"rm\"",
            "'rm'",
            "rimraf",
            "removeall",
            "rmsync",
            "rmtree",
            "rm_r",
            "deletedirectory",
            "deleterecursively",
            "emptydir",
            "force: true",
            "synchronize(",
            "ensuredeleted",
            "call_command",
            "hbm2ddl",
            "ddl-auto",
            "rmdir",
            "git clean",
            "seed",
            "kubectl",
            "terraform",
            "supabase",
            "heroku",
            "db:");

    private Contents() {}

    /**
     * The text of a file, in UTF-8, in UTF-16 where a byte order mark says so, else one character a byte: commands are
     * ASCII in any encoding.
     *
     * @return null for a binary file
     */
    public static String text(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Charset marked = marked(bytes);
        if (marked != null) {
            return withoutMark(new String(bytes, marked));
        }
        for (int i = 0; i < Math.min(bytes.length, BINARY); i++) {
            if (bytes[i] == 0) {
                return null;
            }
        }
        try {
            return withoutMark(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException other) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** A byte order mark is no part of the first line, nor do editors count it. */
    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static Charset marked(byte[] bytes) {
        if (bytes.length > 1 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe) {
            return StandardCharsets.UTF_16LE;
        }
        return bytes.length > 1 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff
                ? StandardCharsets.UTF_16BE
                : null;
    }

    /**
     * Whether any rule could find something in it.
     *
     * @param code it is a program, and no script
     */
    public static boolean isSuspicious(CharSequence text, boolean code) {
        return (code ? IN_CODE : WORDS).anyIn(text);
    }

    /** The same for a file of any length. */
    public static boolean isSuspicious(Path file, boolean code) throws IOException {
        byte[] piece = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            int kept = 0;
            for (int n = in.read(piece, 0, PIECE); n >= 0; n = in.read(piece, kept, PIECE - kept)) {
                int length = kept + n;
                if (isSuspicious(new String(piece, 0, length, StandardCharsets.ISO_8859_1), code)) {
                    return true;
                }
                kept = Math.min(OVERLAP, length);
                System.arraycopy(piece, length - kept, piece, 0, kept);
            }
        }
        return false;
    }

    /** The first line, as far as it may name an interpreter. */
    public static String firstLine(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(200), StandardCharsets.ISO_8859_1);
            int end = head.indexOf('\n');
            return end < 0 ? head : head.substring(0, end);
        }
    }
}
