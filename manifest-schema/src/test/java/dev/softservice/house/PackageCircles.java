package dev.softservice.house;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** No package of a module may depend on one that depends on it, directly or through others. */
public final class PackageCircles {
    private PackageCircles() {}

    /** The rule for {@code root} and all packages below it, each a slice of its own. */
    public static ArchRule noneBelow(String root) {
        return slices().assignedFrom(new Packages(root)).should().beFreeOfCycles();
    }

    private record Packages(String root) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            var name = type.getPackageName();
            return name.equals(root) || name.startsWith(root + ".")
                    ? SliceIdentifier.of(name)
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages of " + root;
        }
    }
}
