package dev.cloakroom.benchmarks;

import dev.cloakroom.benchmarks.RedisRoom.Work;
import dev.cloakroom.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.StringRedisSerializer;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

/** Appends beside a history in Spring Session on the same Redis, as its documentation sets it up. */
final class SpringSession {
    private static final int ENTRIES = 1_000;

    private SpringSession() {}

    static Table run() throws Exception {
        try (RedisRoom room = new RedisRoom()) {
            LettuceConnectionFactory connections =
                    new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", room.redis.port()));
            connections.afterPropertiesSet();
            connections.start();
            try {
                RedisSessionRepository repository = new RedisSessionRepository(template(connections));
                return new Table("SpringSession: owner-checked append of 200 bytes, 16 callers / Spring Session")
                        .with("find, set an attribute, save", "op/s", attribute(room, repository), Target.atLeast(3))
                        .with(
                                "a history of 1 000 as an attribute",
                                "op/s",
                                history(room, repository),
                                Target.atLeast(20));
            } finally {
                connections.destroy();
            }
        }
    }

    private static RedisTemplate<String, Object> template(LettuceConnectionFactory connections) {
        RedisTemplate<String, Object> template = new RedisTemplate<>();
        template.setKeySerializer(StringRedisSerializer.UTF_8);
        template.setHashKeySerializer(StringRedisSerializer.UTF_8);
        template.setConnectionFactory(connections);
        template.afterPropertiesSet();
        return template;
    }

    private static <S extends Session> List<String> opened(SessionRepository<S> repository, List<String> history) {
        List<String> ids = new ArrayList<>();
        for (int caller = 0; caller < RedisRoom.CALLERS; caller++) {
            S session = repository.createSession();
            session.setAttribute("owner", "caller " + caller);
            session.setAttribute("history", new ArrayList<>(history));
            repository.save(session);
            boolean unused = ids.add(session.getId());
        }
        return ids;
    }

    private static <S extends Session> Pairs attribute(RedisRoom room, SessionRepository<S> repository)
            throws Exception {
        List<String> ids = opened(repository, List.of());
        return beside(room, 0, caller -> () -> {
            S session = repository.findById(ids.get(caller));
            session.setAttribute("last", RedisRoom.TEXT);
            repository.save(session);
        });
    }

    private static <S extends Session> Pairs history(RedisRoom room, SessionRepository<S> repository) throws Exception {
        List<String> full = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            full.add(RedisRoom.TEXT);
        }
        List<String> ids = opened(repository, full);
        return beside(room, ENTRIES, caller -> () -> {
            S session = repository.findById(ids.get(caller));
            ArrayList<String> history = session.getAttribute("history");
            history.remove(0);
            boolean unused = history.add(RedisRoom.TEXT);
            session.setAttribute("history", history);
            repository.save(session);
        });
    }

    private static Pairs beside(RedisRoom room, int entries, IntFunction<Work> theirs) throws Exception {
        Pairs pairs = new Pairs();
        for (int pair = -1; pair < RedisRoom.PAIRS; pair++) {
            SessionId[] ids = room.open(entries);
            if (pair < 0) {
                room.warmUp(room.appends(ids));
                room.warmUp(theirs);
            } else if (pair % 2 == 0) {
                double ours = room.perSecond(room.appends(ids));
                pairs.add(ours, room.perSecond(theirs));
            } else {
                double other = room.perSecond(theirs);
                pairs.add(room.perSecond(room.appends(ids)), other);
            }
            room.end(ids);
        }
        return pairs;
    }
}
