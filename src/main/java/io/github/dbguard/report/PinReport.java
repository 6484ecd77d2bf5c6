package io.github.dbguard.report;

import io.github.dbguard.volume.PinVolume.Pinned;
import io.github.dbguard.volume.Storage;
import io.github.dbguard.volume.UnpinVolume.Unpinned;
import java.util.ArrayList;
import java.util.List;

/** What became of pins, as lines for the log. No line holds a line break or any other control character. */
public final class PinReport {

    private PinReport() {}

    /** Of pin-volume. */
    public static List<String> pinned(List<Pinned> pins) {
        List<String> lines = new ArrayList<>();
        for (Pinned pinned : pins) {
            String volume = Text.oneLine(pinned.storage().source());
            String name = Text.oneLine(pinned.pin().name());
            if (pinned.replaced() != null) {
                lines.add("The pin that was there did not hold: " + Text.oneLine(pinned.replaced())
                        + ". It was replaced.");
            }
            lines.add(
                    pinned.made()
                            ? "Pinned volume " + volume + ": container " + name + " runs and holds it."
                            : "Volume " + volume + " is pinned already, by container " + name + ".");
            lines.add("  Now refused or without effect on it: docker compose down -v, docker volume rm, volume prune,"
                    + " system prune --volumes.");
            lines.add("  Not stopped: docker rm -f " + name
                    + ", deleting the folder on the host, and SQL. Only a backup" + " helps against those.");
        }
        return lines;
    }

    /** What pin-volume should warn of, though the pin stands. */
    public static List<String> warnings(List<Pinned> pins) {
        return pins.stream()
                .filter(pinned -> pinned.storage().kind() == Storage.Kind.ANONYMOUS_VOLUME)
                .map(pinned ->
                        "Volume " + Text.oneLine(pinned.storage().source()) + " is anonymous: the pin keeps it, but a"
                                + " new container gets another, empty one. Give it a name in the Compose file.")
                .toList();
    }

    /** Of unpin-volume. */
    public static List<String> unpinned(List<Unpinned> removed) {
        return removed.isEmpty()
                ? List.of("No volume of this target is pinned. Nothing was changed.")
                : removed.stream().map(PinReport::unpinned).toList();
    }

    private static String unpinned(Unpinned removed) {
        return "Removed the pin " + Text.oneLine(removed.pin().name()) + ". Volume "
                + Text.oneLine(removed.pin().volume())
                + (removed.volumeThere()
                        ? " is there, and Docker may remove it again."
                        : " was gone already: the engine knows none of that name.");
    }
}
