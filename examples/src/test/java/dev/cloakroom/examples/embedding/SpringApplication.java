package dev.cloakroom.examples.embedding;

import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.store.memory.CaffeineSessionStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

@EnableWebMvc
@Import(ChatController.class)
// shown: spring-configuration
@Configuration
@EnableWebSecurity
class SpringApplication {
    /** One for the whole application; Spring closes it at the end. */
    @Bean
    SessionRegistry registry() {
        return SessionRegistry.over(CaffeineSessionStore.create());
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .httpBasic(Customizer.withDefaults())
                .csrf(csrf -> csrf.disable()) // no cookie says who is asking
                .build();
    }
    // end

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("ann").password("{noop}ann's").build(),
                User.withUsername("ben").password("{noop}ben's").build());
    }
}
