package io.github.dbguard.scan.files;

import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML file as a tree whose scalars know their places. */
public final class Yaml {

    private static final int DEEPEST = 60;

    private final Traced file;
    private final Map<Node, Item> made = new IdentityHashMap<>();

    private Yaml(Traced file) {
        this.file = file;
    }

    /**
     * With another character for each half of a pair: the engine counts code points where the file counts characters,
     * and version 3.0.1 breaks down where a pair lies across its buffer's end.
     */
    private static Traced withoutPairs(Traced file) {
        String text = file.text();
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return file;
        }
        StringBuilder plain = new StringBuilder(text);
        for (int i = 0; i < plain.length(); i++) {
            if (Character.isSurrogate(plain.charAt(i))) {
                plain.setCharAt(i, '\ufffd');
            }
        }
        return file.masked(plain.toString());
    }

    /** What a file holds, and why the rest of it could not be read: null where all could. */
    public record Documents(List<Item> items, String problem) {}

    /** A part of the tree. */
    public sealed interface Item permits Scalar, Sequence, Mapping {

        default Optional<Traced> text() {
            return Optional.empty();
        }
    }

    public record Scalar(Traced value) implements Item {

        @Override
        public Optional<Traced> text() {
            return Optional.of(value);
        }
    }

    public record Sequence(List<Item> items) implements Item {}

    /** Of entries with the same key the last counts. */
    public record Mapping(Map<String, Item> items, Map<String, Traced> keys) implements Item {

        public Optional<Traced> scalar(String key) {
            Item item = items.get(key);
            return item == null ? Optional.empty() : item.text();
        }

        public Optional<Mapping> mapping(String key) {
            return items.get(key) instanceof Mapping mapping ? Optional.of(mapping) : Optional.empty();
        }
    }

    public static Documents read(Traced whole) {
        Traced file = withoutPairs(whole);
        Yaml yaml = new Yaml(file);
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setAllowDuplicateKeys(true)
                .setCodePointLimit(Integer.MAX_VALUE)
                .setMaxAliasesForCollections(Integer.MAX_VALUE)
                .build();
        List<Item> items = new ArrayList<>();
        try {
            for (Node node : new Compose(settings).composeAllFromString(file.text())) {
                items.add(yaml.item(node, 0));
            }
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> " in line " + (mark.getLine() + 1))
                    .orElse("");
            return new Documents(items, "it is not valid YAML" + line + ": " + e.getProblem());
        } catch (StackOverflowError e) {
            return new Documents(items, "it is nested too deep");
        } catch (YamlEngineException e) {
            return new Documents(items, "it is not valid YAML: " + e.getMessage());
        }
        return new Documents(items, null);
    }

    /** What an alias leads to is made once: a few lines of aliases can stand for more than any memory holds. */
    private Item item(Node node, int depth) {
        Item known = made.get(node);
        if (known != null || depth == DEEPEST) {
            return known != null ? known : new Sequence(List.of());
        }
        made.put(node, new Sequence(List.of()));
        Item item = make(node, depth);
        made.put(node, item);
        return item;
    }

    private Item make(Node node, int depth) {
        if (node instanceof ScalarNode scalar) {
            return new Scalar(text(scalar));
        }
        if (node instanceof SequenceNode sequence) {
            return new Sequence(sequence.getValue().stream()
                    .map(each -> item(each, depth + 1))
                    .toList());
        }
        Map<String, Item> items = new LinkedHashMap<>();
        Map<String, Traced> keys = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    Item value = item(tuple.getValueNode(), depth + 1);
                    if (key.getValue().equals("<<") && value instanceof Mapping merged) {
                        merged.items().forEach(items::putIfAbsent);
                        merged.keys().forEach(keys::putIfAbsent);
                    } else {
                        items.put(key.getValue(), value);
                        keys.put(key.getValue(), text(key));
                    }
                }
            }
        }
        return new Mapping(items, keys);
    }

    private Traced text(ScalarNode node) {
        int begin = node.getStartMark().map(mark -> mark.getIndex()).orElse(0);
        int end = node.getEndMark().map(mark -> mark.getIndex()).orElse(0);
        return YamlText.of(node, file, begin, Math.max(begin, Math.min(end, file.length())));
    }
}
