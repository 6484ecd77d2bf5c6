package io.github.dbguard.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * JSON documents of ours: records to files and back.
 *
 * <p>Records keep the order of their components, maps are sorted by key: the same facts give the same bytes. Components
 * are Strings, numbers, booleans, enums, records, lists and maps; times are ISO 8601 Strings.
 *
 * <p>Reading is lenient about what is added and strict about what is missing: a property that this version does not
 * know is skipped (a newer dbguard wrote it), but a number or a boolean that is not there is an error, since a row
 * count that is missing must never be read as 0. A component added later is therefore a boxed type, or an object, and
 * null in older files.
 *
 * <p>Messages name the place, never the value: the journal holds verifiers of passwords.
 */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final ObjectWriter PRETTY = MAPPER.writer(new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"))
            .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private Json() {}

    /** Writes a document in place of what the file held before; on disk, 0600, when it returns. */
    public static void write(Path file, Object document) {
        Durable.replace(file, out -> {
            try {
                PRETTY.writeValue(out, document);
                out.write('\n');
            } catch (JsonMappingException e) {
                throw unwritable(document, e);
            }
        });
    }

    /**
     * Reads a document.
     *
     * @throws CannotProceed when the file is missing, empty, cut off, not JSON, {@code null}, or of another shape
     */
    public static <T> T read(Path file, Class<T> type) {
        try (InputStream in = Files.newInputStream(file)) {
            return document(MAPPER.readValue(in, type), file.toString());
        } catch (JsonProcessingException e) {
            throw unreadable(file.toString(), " Look at it: less " + file, type, e);
        } catch (IOException e) {
            throw DiskError.of("read", file, e);
        }
    }

    /** The document as it would stand in a file, with the newline at its end. */
    public static String text(Object document) {
        try {
            return PRETTY.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw unwritable(document, e);
        }
    }

    /** {@link #read} for a text that is at hand. */
    public static <T> T parse(String text, Class<T> type) {
        try {
            return document(MAPPER.readValue(text, type), "The JSON text");
        } catch (JsonProcessingException e) {
            throw unreadable("The JSON text", "", type, e);
        }
    }

    private static <T> T document(T document, String where) {
        if (document == null) {
            throw new CannotProceed(
                    where + " holds nothing but null. It was not written by dbguard, or was damaged since.");
        }
        return document;
    }

    private static CannotProceed unwritable(Object document, JsonProcessingException e) {
        return new CannotProceed("Cannot write a " + document.getClass().getName() + " as JSON"
                + (e instanceof JsonMappingException mapping ? ", at " + place(mapping) : "")
                + ". This is a defect of dbguard.");
    }

    /** Without Jackson's own message, and without the exception as a cause: both quote the values they stumble over. */
    private static CannotProceed unreadable(String where, String next, Class<?> type, JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        String at = location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
        return new CannotProceed(where + what(type, e) + at
                + ". Nothing was changed. If a newer dbguard wrote it, use that version; else take an older copy, or have it"
                + " made anew." + next);
    }

    private static String what(Class<?> type, JsonProcessingException e) {
        // Below the top level, Jackson wraps what it met in an exception that knows the place.
        Throwable root = e.getCause() == null ? e : e.getCause();
        if (root instanceof JsonEOFException) {
            return " was cut off: it ends in the middle of the document";
        }
        if (root instanceof StreamReadException) {
            return " is not valid JSON";
        }
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            String wanted = e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                    ? ": it should be a " + mismatch.getTargetType().getSimpleName()
                    : "";
            return " has no usable value for " + place(mapping) + wanted;
        }
        return " is empty, or does not hold a " + type.getSimpleName();
    }

    /** Where in the document: {@code databases[0].tables[3].rows}. */
    private static String place(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }
}
