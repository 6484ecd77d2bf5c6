package io.github.dbguard.rotation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a rotation did.
 *
 * @param changed false when the server had the password already
 * @param owner for whom two roles take turns; null where the password was changed in place
 * @param kept the role whose password went on working; null in place, and where nobody knows that password
 * @param written the files that have another content now
 * @param previousKnown whether anybody knew the password before
 * @param backup the backup that was made first; null for none
 * @param rows that were counted before and are all there; -1 where nothing was changed and so nothing counted
 * @param refused how long logins with the password that the files held were refused at most; null when nothing was changed
 * @param holders containers that were started with another password than the new one
 * @param databaseHolds whether the database's container is one of them: Compose makes it anew at the next {@code up}
 * @param mounted written files of which a running container still sees the one of before
 */
public record RotationOutcome(
        String role,
        boolean changed,
        String owner,
        String kept,
        List<Path> written,
        boolean previousKnown,
        Path backup,
        long rows,
        Duration refused,
        List<String> holders,
        boolean databaseHolds,
        List<Mounted> mounted) {}
