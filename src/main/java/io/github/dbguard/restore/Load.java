package io.github.dbguard.restore;

import io.github.dbguard.Progress;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.UrlTarget;
import java.util.OptionalLong;

/** Fills an empty database from a dump, with PostgreSQL's own tools. */
interface Load extends AutoCloseable {

    /**
     * What makes loading faster and is of no harm to a database that counts for nothing until it is whole. The sessions that
     * load at once take all processors: a parallel worker for an index would only take turns with them.
     */
    String OPTIONS = "-c synchronous_commit=off -c maintenance_work_mem=128MB -c max_parallel_maintenance_workers=0"
            + " -c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0";

    /** @param jobs sessions that load at once */
    static Load into(Target target, int jobs) {
        return target instanceof ContainerTarget container
                ? new ContainerLoad(container, jobs)
                : new HostLoad((UrlTarget) target, jobs);
    }

    /**
     * @param into the empty database
     * @param noTablespaces whether to leave out where tables lay
     * @throws io.github.dbguard.CannotProceed when any part of it failed; what is in the database then counts for nothing
     */
    void load(Incoming incoming, String into, boolean noTablespaces, Progress progress);

    /** Ends what killed runs left running, and removes their files. Only with the server's restore lock held. */
    void removeLeftovers();

    /** Bytes that are free where the server keeps its data; empty where nobody can tell. */
    OptionalLong freeBytes();

    @Override
    void close();
}
