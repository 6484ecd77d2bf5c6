package io.github.dbguard.restore;

import io.github.dbguard.postgres.SqlWords.Kind;
import io.github.dbguard.postgres.SqlWords.Word;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Statements that reach outside of the database that a dump is restored into: to the server, its files, its other
 * databases, or another server.
 *
 * <p>It finds what is written plainly. It is no prison: SQL that hides what it does, in a DO block or a function, runs
 * with all the rights of the role that restores.
 */
final class OutOfBounds {

    private static final Set<String> VERBS = Set.of("create", "alter", "drop", "comment", "security");
    private static final Set<String> SHARED_CATALOGUES = Set.of(
            "pg_database",
            "pg_authid",
            "pg_auth_members",
            "pg_db_role_setting",
            "pg_tablespace",
            "pg_parameter_acl",
            "pg_replication_origin",
            "pg_subscription");

    private static final String ROLES =
            "changes roles, which all databases of the server share. Create the roles that the"
                    + " dump needs beforehand, and take these statements out of it";

    private OutOfBounds() {}

    /** What the statement reaches, to follow its first words; empty where it stays inside. */
    static Optional<String> of(List<Word> words) {
        if (words.size() < 2 || words.get(0).kind() != Kind.PLAIN) {
            return Optional.empty();
        }
        String verb = words.get(0).text();
        return Optional.ofNullable(
                switch (verb) {
                    case "copy" -> copy(words);
                    case "grant", "revoke" -> grant(words);
                    case "update", "delete", "insert" -> sharedCatalogue(words);
                    case "reassign" -> ROLES;
                    default -> VERBS.contains(verb) ? definition(verb, object(words)) : null;
                });
    }

    /** The words from the kind of object on: {@code ALTER SYSTEM}, {@code COMMENT ON ROLE}. */
    private static List<Word> object(List<Word> words) {
        for (int i = 1; i < words.size() - 1; i++) {
            if (words.get(i).is("on")
                    && (words.get(0).is("comment") || words.get(0).is("security"))) {
                return words.subList(i + 1, words.size());
            }
        }
        return words.subList(1, words.size());
    }

    private static String definition(String verb, List<Word> object) {
        boolean mapping = object.size() > 1 && object.get(1).is("mapping");
        String kind = object.get(0).kind() == Kind.PLAIN ? object.get(0).text() : "";
        return switch (kind) {
            case "system" -> "changes the configuration of the whole server";
            case "role", "group" -> ROLES;
            case "user" -> mapping ? null : ROLES;
            case "owned" -> "takes rights away in all databases of the server";
            case "tablespace" -> "changes tablespaces, which all databases of the server share";
            case "subscription" -> subscription(verb, object);
            default -> null;
        };
    }

    private static String subscription(String verb, List<Word> words) {
        boolean connects = switch (verb) {
            case "create" -> !follows(words, "connect", "false");
            case "alter" -> words.stream().anyMatch(word -> word.is("enable") || word.is("refresh"));
            case "drop" -> true;
            default -> false;
        };
        return connects ? "connects to another server, and makes or drops a replication slot there" : null;
    }

    private static boolean follows(List<Word> words, String name, String value) {
        for (int i = 0; i < words.size() - 2; i++) {
            if (words.get(i).is(name) && words.get(i + 1).is("=")) {
                return words.get(i + 2).text().equals(value);
            }
        }
        return false;
    }

    private static String copy(List<Word> words) {
        int depth = 0;
        for (int i = 1; i < words.size() - 1; i++) {
            depth += words.get(i).is("(") ? 1 : words.get(i).is(")") ? -1 : 0;
            if (depth == 0 && (words.get(i).is("from") || words.get(i).is("to"))) {
                Word what = words.get(i + 1);
                if (what.is("program")) {
                    return "runs a program on the server";
                }
                return what.is("stdin") || what.is("stdout") ? null : "reads or writes a file of the server";
            }
        }
        return null;
    }

    private static String grant(List<Word> words) {
        for (int i = 1; i < words.size() - 1; i++) {
            if (words.get(i).is("on")) {
                Word kind = words.get(i + 1);
                boolean shared = kind.is("tablespace") || kind.is("parameter");
                return shared ? "grants or revokes rights that belong to the whole server" : null;
            }
        }
        return ROLES;
    }

    private static String sharedCatalogue(List<Word> words) {
        for (Word word : words.subList(1, Math.min(words.size(), 6))) {
            if (word.isName() && SHARED_CATALOGUES.contains(word.text())) {
                return "writes to " + word.text() + ", which all databases of the server share";
            }
        }
        return null;
    }
}
