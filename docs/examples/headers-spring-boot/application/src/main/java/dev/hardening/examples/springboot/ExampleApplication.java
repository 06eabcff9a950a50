package dev.hardening.examples.springboot;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The application. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({HeadersConfiguration.class, ExampleController.class})
public class ExampleApplication {}
