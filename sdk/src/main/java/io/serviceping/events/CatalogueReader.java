package io.serviceping.events;

import io.serviceping.events.EventDefinition.Identifier;
import io.serviceping.events.EventDefinition.Property;
import io.serviceping.events.EventDefinition.Sum;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.regex.Pattern;

/** Reads a catalogue, and collects all its problems. */
final class CatalogueReader {
    static final int MOST_CELLS_OF_AN_EVENT = 256;
    static final int MOST_CELLS = 4096;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,79}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_.+-]{1,80}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern SUM = Pattern.compile("[0-9]{1,15}");
    private static final int NAME_WORD = 2;
    private static final int UNIT_WORD = 3;
    private static final int LONGEST_UNIT = 40;

    private final List<String> problems = new ArrayList<>();
    private final List<EventDefinition> events = new ArrayList<>();
    private final Set<String> used = new HashSet<>();
    private final List<Property> properties = new ArrayList<>();
    private final List<Identifier> identifiers = new ArrayList<>();
    private int number;
    private String name = "";
    private String category = "";
    private String union = "";
    private Optional<Sum> sum = Optional.empty();
    private boolean transactional;
    private int line;

    EventCatalogue read(String text) {
        for (String written : text.lines().toList()) {
            line++;
            List<String> words = words(written);
            if (line == 1 && !String.join(" ", words).equals(EventCatalogue.HEADER)) {
                problem("the first line must be '" + EventCatalogue.HEADER + "'");
            } else if (line > 1 && !words.isEmpty()) {
                read(words);
            }
        }
        finish();
        if (events.stream().mapToInt(EventDefinition::cells).sum() > MOST_CELLS) {
            problem("all events together have more than " + MOST_CELLS + " cells");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("The catalogue of events has problems:\n" + String.join("\n", problems));
        }
        return new EventCatalogue(events);
    }

    private static List<String> words(String written) {
        int comment = written.indexOf('#');
        StringTokenizer tokens = new StringTokenizer(comment < 0 ? written : written.substring(0, comment));
        List<String> words = new ArrayList<>();
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }

    private void read(List<String> words) {
        String first = words.get(0);
        if (first.equals("event")) {
            finish();
            readEvent(words);
        } else if (name.isEmpty()) {
            problem("expected 'event NUMBER NAME' before '" + first + "'");
        } else if (words.size() < 2 || !NAME.matcher(words.get(1)).matches()) {
            problem("'" + first + "' needs a name of a-z, 0-9 and _");
        } else {
            switch (first) {
                case "category" -> category = words.get(1);
                case "union" -> union = words.get(1);
                case "property" -> readProperty(words);
                case "identifier" -> readIdentifier(words);
                case "sum" -> readSum(words);
                case "durability" -> readDurability(words.get(1));
                default -> problem("unknown word '" + first + "'");
            }
        }
    }

    private void readEvent(List<String> words) {
        name = "?";
        if (words.size() <= NAME_WORD
                || !NUMBER.matcher(words.get(1)).matches()
                || !NAME.matcher(words.get(NAME_WORD)).matches()) {
            problem("expected 'event NUMBER NAME'");
            return;
        }
        number = Integer.parseInt(words.get(1));
        name = words.get(NAME_WORD);
        if (number == 0) {
            problem("the number of an event must be positive");
        }
        if (!used.add("number " + number) || !used.add("name " + name)) {
            problem("number or name of event " + number + " " + name + " is used twice");
        }
    }

    private void readProperty(List<String> words) {
        List<String> values = words.subList(Math.min(words.size(), NAME_WORD + 1), words.size());
        if (values.isEmpty() || !values.stream().allMatch(VALUE.asMatchPredicate())) {
            problem("a property needs values of letters, digits and '_.+-', at most 80 each");
        } else if (!NUMBER.matcher(words.get(NAME_WORD)).matches()) {
            problem("expected 'property NAME ROOM VALUE …'");
        } else {
            long room = Long.parseLong(words.get(NAME_WORD));
            if (room <= values.size() || room > MOST_CELLS_OF_AN_EVENT) {
                problem("the room of " + words.get(1) + " must be between " + (values.size() + 1) + " and "
                        + MOST_CELLS_OF_AN_EVENT + " but was " + room);
            } else {
                add(new Property(words.get(1), (int) room, values));
            }
        }
    }

    private void add(Property property) {
        boolean twice = properties.stream().anyMatch(other -> other.name().equals(property.name()));
        if (twice || new HashSet<>(property.values()).size() < property.values().size()) {
            problem("property " + property.name() + " or one of its values is there twice");
        } else if (event().cells() * property.radix() > MOST_CELLS_OF_AN_EVENT) {
            problem("event " + name + " has more than " + MOST_CELLS_OF_AN_EVENT + " cells");
        } else {
            properties.add(property);
        }
    }

    private void readIdentifier(List<String> words) {
        Optional<Kind> kind = Kind.named(words.get(1));
        if (kind.isEmpty()) {
            problem("unknown identifier '" + words.get(1) + "'");
        } else if (identifiers.stream().anyMatch(other -> other.kind() == kind.get())) {
            problem("identifier " + words.get(1) + " is there twice");
        } else {
            identifiers.add(new Identifier(kind.get(), words.subList(NAME_WORD, words.size())));
        }
    }

    private void readSum(List<String> words) {
        String unit = words.size() <= UNIT_WORD ? "" : words.get(UNIT_WORD);
        if (words.size() <= NAME_WORD || !SUM.matcher(words.get(NAME_WORD)).matches()) {
            problem("expected 'sum NAME LARGEST', at most 15 digits");
        } else if (words.size() > UNIT_WORD + 1 || unit.length() > LONGEST_UNIT) {
            problem("a sum has one unit without spaces, at most " + LONGEST_UNIT + " characters");
        } else {
            sum = Optional.of(new Sum(words.get(1), Long.parseLong(words.get(NAME_WORD)), unit));
        }
    }

    private void readDurability(String word) {
        if (!word.equals(EventDefinition.TRANSACTION)) {
            problem("unknown durability '" + word + "'");
        }
        transactional = true;
    }

    /** Ends the current event: its identifiers may name properties that come later. */
    private void finish() {
        if (!name.isEmpty()) {
            List<String> names = properties.stream().map(Property::name).toList();
            identifiers.stream()
                    .flatMap(identifier -> identifier.by().stream())
                    .filter(by -> !names.contains(by))
                    .forEach(by -> problem("event " + name + " has no property '" + by + "'"));
            events.add(event());
        }
        properties.clear();
        identifiers.clear();
        number = 0;
        category = "optional";
        union = "";
        sum = Optional.empty();
        transactional = false;
    }

    private EventDefinition event() {
        return new EventDefinition(number, name, category, union, properties, identifiers, sum, transactional);
    }

    private void problem(String text) {
        problems.add("line " + line + ": " + text);
    }
}
