"""What people ask in their own words: the right note comes first, also for questions that came later."""

from __future__ import annotations

import pytest

from content.finder import load
from handlers.ask import model

CONTENT = load()
EVERYDAY = (
    ("What is prefill?", "O32"),
    ("difference between prefill and decode", "O32"),
    ("what is a KV cache", "O33 M54"),
    ("what is chunked prefill", "O34"),
    ("What is RAG?", "O35"),
    ("RAG or fine-tuning?", "O35"),
    ("what is hybrid retrieval", "O36"),
    ("BM25 and vectors together", "O36"),
    ("what does a reranker do", "O37"),
    ("how do I choose chunk size", "O38"),
    ("what is faithfulness", "O39"),
    ("what is a hallucination", "O40"),
    ("how to reduce hallucinations", "O40"),
    ("what is a golden set", "O41"),
    ("LLM as a judge bias", "O42"),
    ("what is contamination", "O43"),
    ("what is an agent", "O44"),
    ("difference between agent and workflow", "O44"),
    ("what is a tool call", "O45"),
    ("What is MCP?", "O46"),
    ("prompt injection", "O47"),
    ("what is a guardrail", "O48 D23"),
    ("What is SFT?", "O49"),
    ("What is DPO?", "O50"),
    ("difference between DPO and RLHF", "O50 O51"),
    ("what is RLHF", "O51"),
    ("what is RLVR", "O52"),
    ("reward hacking", "O53"),
    ("What is MoE?", "O54"),
    ("mixture of experts memory", "O54"),
    ("what is MLA", "O55"),
    ("what is FP8", "O56 O03"),
    ("what is HBM", "O57"),
    ("what is temperature", "O58 M24"),
    ("what is top-p", "O64 O58"),
    ("structured output JSON schema", "O59"),
    ("what is prompt caching", "O60 O22"),
    ("batch API price", "O60"),
    ("reasoning tokens cost", "O61"),
    ("what is a switchback", "O62"),
    ("interleaving", "O62"),
    ("what is ZeRO", "O63"),
    ("tensor parallelism or pipeline parallelism", "O19 O63"),
    ("what is LoRA", "O11"),
    ("what is speculative decoding", "O17 O18"),
    ("what is continuous batching", "O16"),
    ("what is TTFT", "M37 O32"),
    ("what is TPOT", "M38 M39 M40 O32"),
    ("what is goodput", "M47"),
    ("what is a roofline", "M58"),
    ("what is CUPED", "D22"),
    ("Pareto front", "D01"),
    ("what is Little's law", "M42"),
    ("what is perplexity", "M18 M19"),
    ("how long until I hear back after the onsite", "A02 A04"),
    ("should I contribute to open source", "X14"),
    ("what does the interview loop look like", "X15"),
    ("salary at L4", "X16 A38 A39 A41"),
    ("equity grant", "X17"),
    ("how many projects on my resume", "X18"),
)
"""A question, and the notes of which one must come first."""
OTHERS = (
    ("explain decode", "O32"),
    ("why is the kv cache so big", "O33 M54 M55"),
    ("what are chunks in retrieval", "O38"),
    ("retrieval augmented generation", "O35"),
    ("cross-encoder reranking", "O37"),
    ("how do I evaluate an LLM feature", "O41 O42"),
    ("position bias of a judge", "O42"),
    ("benchmark leaked into training data", "O43"),
    ("agents versus workflows", "O44"),
    ("model context protocol", "O46"),
    ("indirect prompt injection by mail", "O47"),
    ("supervised fine-tuning", "O49"),
    ("direct preference optimization", "O50"),
    ("reinforcement learning with verifiable rewards", "O52"),
    ("reward model gamed by the policy", "O53 O51"),
    ("multi-head latent attention", "O55"),
    ("E4M3 or E5M2", "O56"),
    ("bandwidth of a B200", "O57"),
    ("nucleus sampling", "O64"),
    ("guarantee valid JSON", "O59"),
    ("discount for cached input tokens", "O60"),
    ("couriers shared by both arms", "O62"),
    ("FSDP", "O63"),
    ("peeking at an A/B test", "D21"),
    ("sample ratio mismatch", "D25"),
    ("quantize the KV cache", "O04"),
    ("what is MFU", "M65"),
    ("spot instances", "M71"),
    ("prefix caching", "O22"),
    ("waitlist after the interview", "X19"),
)
"""Asked after the notes were written: 24 of 30 were right at once, and the notes lacked words for some others."""

BEFORE_WORDS = (
    ("why is the first token slow when my prompt is long", "M37 O32 O34 M62"),
    ("how do I size the KV cache for a 70B model", "M54 M56 O33"),
    ("does a bigger batch hurt latency", "M41 M75"),
    ("when does speculative decoding stop paying off", "O18 O17"),
    ("what's the point of grouped-query attention", "O30 M55"),
    ("is int4 always faster than fp16", "O01"),
    ("how much faster is fp8 than bf16", "O03 O56"),
    ("why look at p99 instead of the average", "M31 M32 M34"),
    ("what happens when utilization gets close to 100%", "M44 M46"),
    ("how many samples do I need to detect a 2% lift", "D16 D17 D18 D19"),
    ("can I stop an A/B test early if it looks good", "D21"),
    ("how does CUPED reduce variance", "D22"),
    ("AUC looks great but precision is terrible, why", "M09"),
    ("how do I check whether my model is calibrated", "M23"),
    ("macro vs micro F1", "M04 M05"),
    ("why does NDCG use a log", "M26"),
    ("can I trust an LLM to grade answers", "O42"),
    ("my eval set leaked into training, now what", "O43 D56"),
    ("do I need a reranker in RAG", "O37"),
    ("how big should chunks be", "O38"),
    ("difference between SFT and RLHF", "O49 O51"),
    ("LoRA rank: what does it change", "O11"),
    ("why did the model get worse at other things after fine-tuning", "O65"),
    ("how do I protect an agent from prompt injection", "O47 O48"),
    ("what is an MoE model and why is it cheaper to run", "O54"),
    ("data parallel vs tensor parallel", "O19 O63"),
    ("build vs buy an LLM: how do I compare the cost", "M70"),
    ("how long should my STAR answer be", "X13 X01"),
    ("what do interviewers look for in a system design round", "system_design D30"),
    ("when should I email the recruiter", "T10 A02"),
)
"""Written before the notes were read; 19 of 30 were right at once, and the notes got words for their kinds."""
AFTER_WORDS = (
    ("what limits tokens per second for one user", "M60 O32 M61"),
    ("can I average p95 from different servers", "M32"),
    ("my GPU is at 95% and latency exploded", "M44 M46"),
    ("how much memory do I need to fine-tune a 7B model", "M57 O13"),
    ("does quantization always make inference faster", "O01"),
    ("what's the catch with spot GPUs", "M71"),
    ("when is self-hosting cheaper than an API", "M70"),
    ("accuracy is 99% but the model is useless", "M02"),
    ("precision and recall explained", "M01"),
    ("which threshold should I use for a classifier", "M88"),
    ("how reliable is 90% on 400 test items", "M89"),
    ("compare two models on the same test set", "M90"),
    ("can perplexity be lower than 1", "M19"),
    ("is a higher BLEU always better", "M13"),
    ("the A/B test isn't significant, does that mean no effect", "D27"),
    ("how long should an experiment run", "D20"),
    ("my split is 50.6 to 49.4, is that ok", "D25"),
    ("testing many metrics at once", "D26"),
    ("what is catastrophic forgetting", "O65"),
    ("do I need RLHF or is DPO enough", "O50 O51"),
    ("the retriever found the passage but the answer is wrong", "O39 D34 O37"),
    ("keep answers in valid JSON", "O59"),
    ("an email told my agent to send files", "O47"),
    ("what does tensor parallel need between GPUs", "O19 O63"),
    ("why is MoE memory hungry", "O54"),
    ("is a TPU pod fast enough for sharding across pods", "O21 A07"),
    ("how many STAR stories do I need", "X01 A31"),
    ("should I put a number in every bullet", "X05 X04"),
    ("should I mention open source work", "X14"),
    ("what happens in the behavioral round", "behavioural A24"),
)
"""Written before the notes got words to be found by (`also`), which weren't written for them: 16 of 30 became 23."""

OUTSIDE_THE_TERMS = (
    ("the take home would eat my whole weekend", "X20"),
    ("may I have an LLM open while I code for them", "X21"),
    ("what should I ask at the end of the onsite", "X22"),
    ("I got stuck and my head was empty", "X23"),
    ("can a CV have two pages", "X24"),
    ("are resumes filtered by software", "X25"),
    ("are kaggle medals useful for applications", "X26"),
    ("I'm not allowed to disclose the metrics", "X27 X05"),
    ("another document chatbot as a side project?", "X28"),
    ("nobody answers my applications for months", "X29 X25"),
    ("a headhunter wrote to me, now what", "X30"),
    ("will a friend inside the company help if they refer me", "X31"),
    ("which number do I give for expected pay", "X32"),
    ("HR insists on my present salary", "X33"),
    ("how do I ask for more without another offer", "X34"),
    ("my offer runs out before the other interview", "X35"),
    ("could they withdraw the offer if I ask for more", "X36"),
    ("what are options at a seed startup worth", "X37"),
    ("how do I plan twelve weeks of preparation", "X38"),
    ("I write microservices, how do I move to AI", "X39"),
    ("will they take me without a degree", "X40"),
    ("how strong must my statistics be", "X41"),
    ("how do I find people to practice interviews with", "X42"),
    ("how do I tell a peer that the answer was weak", "X43"),
    ("will a US company sponsor me", "X44"),
    ("the agent repeats one call endlessly", "O66"),
)
"""Written after the notes and their questions, in other words; 18 of 26 were right at once, and all were left so."""
FRESH = (
    ("how many rounds does a typical applied AI engineer loop have?", "X15 A01"),
    ("what is kv cache", "O33"),
    ("recruiter asked for my salary expectations on the first call, what do i say", "X32"),
    ("how long should I wait after the onsite before pinging the recruiter", "T10 A02"),
    ("whats the differnce between precision and recall", "M01"),
    ("do I need a PhD to get into applied AI", "X40"),
    ("continuous batching vs static batching", "M49 O16"),
    (
        "im a backend dev with 6 yrs exp, no ML on my cv. can i switch to ai engineer and how do i start",
        "X39",
    ),
    ("how do I write a resume bullet when I can't share the real numbers because of NDA", "X27"),
    ("one page or two page resume for senior", "X24"),
    ("what is LLM as a judge and can you trust it", "O42"),
    ("RAG vs fine tuning when to use which", "O35"),
    ("got an offer but still waiting on another company, how do i ask for more time", "X35"),
    ("how to negotiate if i only have one offer", "X34"),
    ("what projects actualy impress hiring managers for LLM jobs? everyone has a pdf chatbot", "X28"),
    ("is a take home of 8 hours normal", "X20"),
    ("what is TTFT", "M37"),
    ("How do I ask someone I barely know on linkedin for a referral without being cringe", "X31"),
    ("first open source PR, how do i pick a repo (vllm, langchain..)?", "X14"),
    ("study plan for 6 weeks with a full time job", "X38"),
    ("how often should we do mock interviews and when do i start them", "X42"),
    ("what does a good mock interviewer do / how to give feedback after", "X43"),
    ("what is reranking and do i need it", "O37"),
    ("recall@k vs MRR vs nDCG for retrieval", "M28 M27 M26"),
    ("what's an agent vs a workflow", "O44"),
    ("what is prompt injection and how do u defend against it", "O47"),
    ("can I use chatgpt or copilot during the coding interview", "X21"),
    ('they asked me "tell me about a time you failed" and I froze. how should I structure it', "X01 X11"),
    ("is a masters from europe useful for ML jobs in germany or do they care about experience", "X40"),
    ("do US companies still sponsor H1B for junior ML people", "X44"),
    ("what are RSUs and how do i compare equity between startup and big tech", "X37"),
    ("cold emailing hiring manager vs applying on the portal", "X31"),
    ("what is speculative decoding", "O17"),
    ("quantization int8 vs int4 how much quality do you lose", "O07"),
    ("ML system design interview how do i structure the 45 min", "system_design"),
    (
        'What does "improved accuracy by 30%" mean to an interviewer, is that phrase ok? relative or absolute?',
        "M06",
    ),
    ("chunk size for RAG, whats a good default", "O38"),
    ("how do you stop an llm from hallucinating in production, interview answer pls", "O40"),
    ("DPO vs RLHF", "O50 O51"),
    ("is kaggle still worth putting on resume", "X26"),
    ("p95 latency meaning, and why not the average", "M31"),
    ("what questions should i ask the interviewer at the end", "X22"),
    ('how do I talk about a team project without saying "we" all the time', "X09"),
    ("what is data leakage", "D54 D55 D57"),
    (
        "statistical significance of my eval, i have only 50 examples and one model is 4 points better",
        "M90 M89",
    ),
    ("what's MCP", "O46"),
    ("my offer is lower than the range in the job post, can i push back by email? any script", "X34"),
)
"""Written and labelled last by somebody who saw no note before writing, and no search: 42 of 47 were right when they
were asked, 27 of the first 30, and all among three. Thirteen others had no note that answers them."""


SETS = {
    "everyday": (EVERYDAY, 59),
    "others": (OTHERS, 28),
    "before": (BEFORE_WORDS, 29),
    "after": (AFTER_WORDS, 27),
    "outside": (OUTSIDE_THE_TERMS, 18),
    "fresh": (FRESH, 42),
}


def found(question: str) -> list[str]:
    return model.search(model.index_of(CONTENT), question)


@pytest.mark.parametrize(("asked", "least"), SETS.values(), ids=SETS)
def test_the_right_note_comes_first_for_most_questions(
    asked: tuple[tuple[str, str], ...], least: int
) -> None:
    missed = {question: found(question)[:1] for question, notes in asked if not right(question, notes, 1)}
    assert len(asked) - len(missed) >= least, missed


@pytest.mark.parametrize("asked", [questions for questions, _ in SETS.values()], ids=SETS)
def test_the_right_note_is_among_the_first_three_for_nearly_all(asked: tuple[tuple[str, str], ...]) -> None:
    missed = {question: found(question)[:3] for question, notes in asked if not right(question, notes, 3)}
    assert len(missed) <= 2, missed


def right(question: str, notes: str, within: int) -> bool:
    return not set(notes.split()).isdisjoint(found(question)[:within])


def test_questions_of_the_bank_find_a_note_that_they_cite() -> None:
    known = model.notes(CONTENT)
    cited = [(one.stem, one.sources) for one in CONTENT.questions.values() if known.keys() & set(one.sources)]
    hits = sum(right(stem, " ".join(sources), 3) for stem, sources in cited)
    assert hits >= 0.75 * len(cited) > 300
