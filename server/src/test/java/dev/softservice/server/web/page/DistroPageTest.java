package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Parameter.Type;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DistroPageTest {
    private static DistroPage.ParameterView view(Type type, Optional<String> value, Optional<String> example) {
        return DistroPage.ParameterView.of("name", new Parameter(type, value, "", List.of(), example));
    }

    @Test
    void saysOfEachParameterWhatItIsWhereNobodyGivesAValue() {
        assertThat(view(Type.STRING, Optional.of("wiki"), Optional.empty()).value())
                .isEqualTo("wiki");
        assertThat(view(Type.STRING, Optional.of(""), Optional.empty()).otherwise())
                .isEqualTo("empty");
        assertThat(view(Type.STRING, Optional.empty(), Optional.of("example")).otherwise())
                .isEqualTo("to be given");
        assertThat(view(Type.INTEGER, Optional.empty(), Optional.empty()).otherwise())
                .isEqualTo("to be given");
    }

    @Test
    void showsNoSecretAndSaysWhetherOneIsGenerated() {
        assertThat(view(Type.SECRET, Optional.empty(), Optional.empty()).otherwise())
                .isEqualTo("generated");
        assertThat(view(Type.SECRET, Optional.of(""), Optional.empty()).otherwise())
                .isEqualTo("empty");
        assertThat(view(Type.SECRET, Optional.empty(), Optional.of("example")).otherwise())
                .isEqualTo("to be given");
        var changed = view(Type.SECRET, Optional.of("changeme"), Optional.empty());
        assertThat(changed.value()).isEmpty();
        assertThat(changed.otherwise()).isEqualTo("not shown");
    }
}
