package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.TokenOptions;
import java.util.List;

/** Keys of model providers and the tools around them. */
final class Ai {
  private static final String API_KEY = "API_KEY";

  private Ai() {}

  static List<Entry> entries() {
    return List.of(
        Entry.token(
                "openai-key",
                API_KEY,
                "OpenAI key (legacy form, and anything after sk-)",
                "https://platform.openai.com/docs/api-reference/authentication",
                "sk-[0-9A-Za-z]{20,}")
            .left("sk-learn", "sk-learn-0", "sk-SK", "risk-abc123", "task-1234567"),
        Entry.token(
            "openai-project-key",
            API_KEY,
            "OpenAI project key",
            "https://platform.openai.com/docs/api-reference/authentication",
            "sk-proj-[\\w-]{40,}"),
        Entry.token(
            "openai-service-key",
            API_KEY,
            "OpenAI service account key",
            "https://platform.openai.com/docs/api-reference/authentication",
            "sk-svcacct-[\\w-]{40,}"),
        Entry.token(
            "openai-admin-key",
            API_KEY,
            "OpenAI admin key",
            "https://platform.openai.com/docs/api-reference/authentication",
            "sk-admin-[\\w-]{40,}"),
        Entry.token(
            "anthropic-key",
            API_KEY,
            "Anthropic API key",
            "https://docs.anthropic.com/en/api/overview",
            "sk-ant-[\\w-]{40,}"),
        Entry.token(
            "openrouter-key",
            API_KEY,
            "OpenRouter API key",
            "https://openrouter.ai/docs/api-reference/authentication",
            "sk-or-v1-[0-9a-f]{64}",
            "sk-or-[\\w-]{40,}"),
        Entry.token(
            "langfuse-key",
            API_KEY,
            "Langfuse secret key",
            "https://langfuse.com/docs",
            "sk-lf-[0-9a-f-]{36}"),
        Entry.token(
            "helicone-key",
            API_KEY,
            "Helicone API key",
            "https://docs.helicone.ai/",
            "sk-helicone-[\\w-]{20,}"),
        Entry.token(
            "groq-key",
            API_KEY,
            "Groq API key",
            "https://console.groq.com/docs",
            "gsk_[0-9A-Za-z]{52}"),
        Entry.token("xai-key", API_KEY, "xAI API key", "https://docs.x.ai/docs", "xai-[\\w]{80}"),
        Entry.token(
            "perplexity-key",
            API_KEY,
            "Perplexity API key",
            "https://docs.perplexity.ai/",
            "pplx-[0-9A-Za-z]{48}"),
        Entry.token(
            "replicate-token",
            API_KEY,
            "Replicate API token",
            "https://replicate.com/docs/topics/security/api-tokens",
            "r8_[0-9A-Za-z]{37}"),
        Entry.token(
            "langsmith-key",
            API_KEY,
            "LangSmith API key",
            "https://docs.smith.langchain.com/",
            "lsv2_pt_[0-9a-f]{32}_[0-9a-f]{10}",
            "lsv2_sk_[0-9a-f]{32}_[0-9a-f]{10}"),
        Entry.token(
                "elevenlabs-key",
                API_KEY,
                "ElevenLabs API key",
                "https://elevenlabs.io/docs/api-reference/authentication",
                new TokenOptions().common(),
                "sk_[0-9a-f]{48}")
            .left("sk_buff", "sk_1234567"),
        Entry.token(
                "huggingface-token",
                API_KEY,
                "Hugging Face user token",
                "https://huggingface.co/docs/hub/security-tokens",
                "hf_[0-9A-Za-z]{34}")
            .left("hf_hub_download", "hf_hub"),
        Entry.token(
            "huggingface-org-token",
            API_KEY,
            "Hugging Face organisation token",
            "https://huggingface.co/docs/hub/security-tokens",
            "api_org_[0-9A-Za-z]{34}"),
        Entry.token(
            "nvidia-key",
            API_KEY,
            "NVIDIA API key",
            "https://docs.api.nvidia.com/",
            "nvapi-[\\w-]{60,}"),
        Entry.token(
            "cerebras-key",
            API_KEY,
            "Cerebras API key",
            "https://inference-docs.cerebras.ai/",
            "csk-[0-9a-z]{48}"),
        Entry.token(
            "tavily-key",
            API_KEY,
            "Tavily API key",
            "https://docs.tavily.com/",
            "tvly-[0-9A-Za-z-]{32}"),
        Entry.token(
                "firecrawl-key",
                API_KEY,
                "Firecrawl API key",
                "https://docs.firecrawl.dev/",
                new TokenOptions().common(),
                "fc-[0-9a-f]{32}")
            .left("fc-cache", "fc-1234567"),
        Entry.token(
            "pinecone-key",
            API_KEY,
            "Pinecone API key",
            "https://docs.pinecone.io/",
            "pcsk_[0-9A-Za-z_]{60,}"),
        Entry.token(
            "together-key",
            API_KEY,
            "Together API key",
            "https://docs.together.ai/",
            "tgp_v1_[\\w-]{43}"),
        Entry.token(
            "jina-key", API_KEY, "Jina API key", "https://jina.ai/", "jina_[0-9A-Za-z]{60}"));
  }
}
