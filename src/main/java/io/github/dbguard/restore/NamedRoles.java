package io.github.dbguard.restore;

import io.github.dbguard.postgres.SqlWords.Kind;
import io.github.dbguard.postgres.SqlWords.Word;
import java.util.List;
import java.util.Set;

/** The roles that a statement of a dump needs: owners, grantees, those that policies and user mappings are for. */
final class NamedRoles {

    private static final Set<String> NO_ROLES =
            Set.of("public", "current_user", "session_user", "current_role", "default", "none", "user", "group");
    /** Their lists of roles follow TO, FROM and FOR. */
    private static final Set<String> LISTING = Set.of("grant", "revoke", "default", "policy", "mapping");

    /** In CREATE SCHEMA IF NOT EXISTS name AUTHORIZATION. */
    private static final int LATEST_AUTHORIZATION = 7;

    private final List<Word> words;
    private final Set<String> into;

    private NamedRoles(List<Word> words, Set<String> into) {
        this.words = words;
        this.into = into;
    }

    static void addTo(Set<String> into, List<Word> words) {
        NamedRoles roles = new NamedRoles(words, into);
        boolean listing = roles.lists();
        int depth = 0;
        for (int i = 0; i < words.size() - 1; i++) {
            depth += words.get(i).is("(") ? 1 : words.get(i).is(")") ? -1 : 0;
            if (depth > 0) {
                continue;
            }
            if (roles.at(i, "owner", "to") || roles.at(i, "granted", "by") || i == 0 && roles.at(i, "set", "role")) {
                roles.addFrom(i + 2);
            } else if (i < LATEST_AUTHORIZATION && words.get(i).is("authorization") || listing && roles.lists(i)) {
                roles.addFrom(i + 1);
            }
        }
    }

    private boolean lists() {
        for (int i = 0; i < Math.min(words.size(), 3); i++) {
            if (words.get(i).kind() == Kind.PLAIN
                    && LISTING.contains(words.get(i).text())) {
                return true;
            }
        }
        return false;
    }

    /** Roles follow the word; FOR may also begin what a policy or a REVOKE is about. */
    private boolean lists(int i) {
        boolean mapping = i > 0 && words.get(i - 1).is("mapping");
        return words.get(i).is("to")
                || words.get(i).is("from")
                || words.get(i).is("for")
                        && (mapping
                                || words.get(i + 1).is("role")
                                || words.get(i + 1).is("user"));
    }

    private boolean at(int i, String first, String second) {
        return words.get(i).is(first) && words.get(i + 1).is(second);
    }

    /** Names with commas between them; ROLE, USER and GROUP may stand before one. */
    private void addFrom(int from) {
        for (int i = from; i < words.size(); i++) {
            boolean prefix = words.get(i).is("role")
                    || words.get(i).is("user")
                    || words.get(i).is("group");
            if (prefix
                    && i + 1 < words.size()
                    && words.get(i + 1).isName()
                    && !words.get(i + 1).is("server")) {
                continue;
            }
            Word role = words.get(i);
            boolean named = role.kind() == Kind.QUOTED || role.kind() == Kind.STRING || role.kind() == Kind.PLAIN;
            if (!named) {
                return;
            }
            if (role.kind() != Kind.PLAIN || !NO_ROLES.contains(role.text())) {
                into.add(role.text());
            }
            if (i + 1 == words.size() || !words.get(i + 1).is(",")) {
                return;
            }
            i++;
        }
    }
}
