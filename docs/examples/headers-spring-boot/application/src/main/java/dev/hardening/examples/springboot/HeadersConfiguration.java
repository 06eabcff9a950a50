package dev.hardening.examples.springboot;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.SecurityHeaders;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** All that an application needs for the contract on everything that reaches a filter. */
@Configuration(proxyBeanMethods = false)
class HeadersConfiguration {
  @Bean
  HeaderContractFilter headerContract() {
    return HeaderContractFilter.builder().securityHeaders(SecurityHeaders.api()).build();
  }

  @Bean
  FilterRegistrationBean<HeaderContractFilter> headerContractFirst(HeaderContractFilter filter) {
    FilterRegistrationBean<HeaderContractFilter> bean = new FilterRegistrationBean<>(filter);
    bean.setOrder(Ordered.HIGHEST_PRECEDENCE);
    bean.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
    bean.setAsyncSupported(true);
    return bean;
  }
}
