package io.github.dbguard.target;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the user said of the target; everything may be null but {@code folder}, {@code databases}, {@code patience}
 * and {@code candidates}.
 *
 * @param folder where the Compose project is looked for
 * @param container name or id
 * @param composeFile the Compose file that the project was started from
 * @param service the Compose service
 * @param url {@code jdbc:postgresql://…}
 * @param user the role to log in as
 * @param password its password; never printed
 * @param databases the databases to guard; empty for all
 * @param dockerHost the engine; null for DOCKER_HOST, then the current Docker context
 * @param patience how long to wait for a server that is starting
 * @param candidates other passwords that may be the role's, in the order to try them when it is refused; never printed
 * @param allowHbaEdit whether {@link HbaEdit} may add a line to pg_hba.conf for as long as a goal works
 * @param mayLack whether databases that are asked for may be missing: they may be what is lost
 */
public record TargetOptions(
        Path folder,
        String container,
        Path composeFile,
        String service,
        String url,
        String user,
        String password,
        List<String> databases,
        String dockerHost,
        Duration patience,
        List<String> candidates,
        boolean allowHbaEdit,
        boolean mayLack) {

    public TargetOptions {
        candidates = List.copyOf(candidates);
    }

    /** Without other passwords, and without a line in pg_hba.conf. */
    public TargetOptions(
            Path folder,
            String container,
            Path composeFile,
            String service,
            String url,
            String user,
            String password,
            List<String> databases,
            String dockerHost,
            Duration patience) {
        this(
                folder,
                container,
                composeFile,
                service,
                url,
                user,
                password,
                databases,
                dockerHost,
                patience,
                List.of(),
                false,
                false);
    }

    /** With passwords to try when the role's own is refused, and the leave to edit pg_hba.conf. */
    public TargetOptions with(List<String> otherPasswords, boolean mayEditHba) {
        return copy(service, otherPasswords, mayEditHba, mayLack);
    }

    /** Whether databases that are asked for, or that the URL names, may be missing. */
    public TargetOptions lacking(boolean some) {
        return copy(service, candidates, allowHbaEdit, some);
    }

    /** With the Compose service. */
    TargetOptions withService(String name) {
        return copy(name, candidates, allowHbaEdit, mayLack);
    }

    private TargetOptions copy(String otherService, List<String> passwords, boolean mayEditHba, boolean lack) {
        return new TargetOptions(
                folder,
                container,
                composeFile,
                otherService,
                url,
                user,
                password,
                databases,
                dockerHost,
                patience,
                passwords,
                mayEditHba,
                lack);
    }

    @Override
    public String toString() {
        return "TargetOptions[folder=" + folder + ", container=" + container + ", service=" + service + "]";
    }
}
