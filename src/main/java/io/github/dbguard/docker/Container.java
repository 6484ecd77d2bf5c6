package io.github.dbguard.docker;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container as the engine described it at one moment.
 *
 * @param id 64 hex digits
 * @param name without the slash that the API puts in front of it
 * @param image as the container was told to use: {@code postgres:15}
 * @param imageId {@code sha256:…}
 * @param mounts volumes, bind mounts and tmpfs, {@code --tmpfs} included
 * @param environment as configured; what a process inside has exported since does not show. Holds secrets
 * @param addresses the container's own IPs, one a network; empty while it does not run and on the host's network
 * @param ports TCP ports published on the host, by port inside the container
 * @param readOnly whether its root file system is read-only
 * @param hostname the name it has inside
 * @param networkMode {@code bridge}, {@code host}, {@code none}, {@code container:…} or a network's name
 * @param restartPolicy {@code always}, {@code unless-stopped}, {@code on-failure}, {@code no} or empty
 * @param created when it was created, not started
 * @param entrypoint as configured; empty where there is none
 * @param command as configured; empty where there is none
 * @param process what its first process is: program and arguments. May hold secrets
 */
public record Container(
        String id,
        String name,
        String image,
        String imageId,
        Map<String, String> labels,
        State state,
        List<Mount> mounts,
        Map<String, String> environment,
        List<String> addresses,
        Map<Integer, Published> ports,
        boolean readOnly,
        String hostname,
        String networkMode,
        String restartPolicy,
        Instant created,
        List<String> entrypoint,
        List<String> command,
        List<String> process) {

    /**
     * @param status {@code created}, {@code running}, {@code paused}, {@code restarting}, {@code removing}, {@code exited}
     *     or {@code dead}
     * @param health {@code healthy}, {@code unhealthy}, {@code starting}, or {@code none} without a health check
     * @param startedAt when it was last started; null when it never was
     * @param exitCode of its last run; 0 while it runs
     * @param oomKilled whether its last run was ended for want of memory
     */
    public record State(String status, String health, Instant startedAt, int exitCode, boolean oomKilled) {

        /** Whether commands can be run in it: neither a paused nor a restarting container can. */
        public boolean running() {
            return "running".equals(status);
        }

        /** For messages: {@code exited with code 137, out of memory}. */
        public String describe() {
            String text = "exited".equals(status) || "dead".equals(status) ? status + " with code " + exitCode : status;
            return oomKilled ? text + ", out of memory" : text;
        }
    }

    /**
     * @param type {@code volume}, {@code bind} or {@code tmpfs}
     * @param name the volume's name; null for the other types. 64 hex digits are an anonymous volume
     * @param source the folder on the engine's host; null for tmpfs
     * @param destination the folder inside the container
     */
    public record Mount(String type, String name, String source, String destination, boolean readWrite) {}

    /**
     * @param ip the host's address it listens on; {@code 0.0.0.0} for all
     * @param port on the host
     */
    public record Published(String ip, int port) {}

    /** The mount with the longest destination that holds a folder; empty when it lies in the container's own layer. */
    public Optional<Mount> mountOf(String folder) {
        return mounts.stream()
                .filter(m -> (folder + "/").startsWith(m.destination().equals("/") ? "/" : m.destination() + "/"))
                .max(Comparator.comparingInt(m -> m.destination().length()));
    }

    /** Whether dbguard made it: a throwaway or a pin, which carries its image's environment and serves nobody. */
    public boolean ours() {
        return labels.containsKey(Throwaway.LABEL) || labels.containsKey(Holder.LABEL);
    }

    /** The first 12 digits of the id, as {@code docker ps} shows it. */
    public String shortId() {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }

    /** Name, id, image and state. Environment, labels and arguments stay out: they may hold secrets. */
    @Override
    public String toString() {
        return "container " + name + " (" + shortId() + ", " + image + ", " + state.describe() + ")";
    }
}
