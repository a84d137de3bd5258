"""Words that speak for a theme, in English: each can be shown to its author as the reason for a suggestion.

Plain words and set phrases, in all the forms that people write, apart by commas. Never the name of an ethnicity, a
faith or a country: a suggestion that follows the name of a group would be the very thing that this journal is there to
think about. A theme without a line here is never suggested. One that is never counted has none.
"""

WORDS: dict[str, str] = {
    "naming-racism": """
        racism, racist, said nothing, nobody said, no one said, left unsaid, unspoken, stayed silent, stayed quiet,
        kept quiet, kept silent, silence, the word race, name it, named it, naming it, changed the subject""",
    "forms-of-racism": """
        institutional racism, structural racism, systemic racism, interpersonal racism, internalised racism,
        institutional, structural, systemic, microaggression, microaggressions""",
    "own-lens": """
        my bias, my own bias, my biases, my assumption, my assumptions, i assumed, i had assumed, my privilege,
        my background, my own background, my upbringing, my own childhood, my lens, unconscious bias, my own view,
        my prejudice, my prejudices""",
    "confidence-to-talk": """
        did not know how to say, didn't know how to say, did not know what to say, didn't know what to say,
        afraid to ask, scared to ask, afraid of offending, worried about offending, fear of offending, awkward,
        the right words, lost for words, wrong thing, confidence to, confident to, did not dare, didn't dare""",
    "identity-heritage": """
        identity, heritage, belonging, belongs, where he is from, where she is from, where they are from, roots,
        ancestry, ancestors, life story, family history, family story, mother tongue""",
    "child-voice": """
        his own words, her own words, their own words, child's voice, child's words, child's view, child's wishes,
        wishes and feelings, spoke to the child, asked the child, saw the child alone, what the child said,
        voice of the child, child said, child told""",
    "intersectionality": """
        intersectionality, intersectional, intersect, intersects, poverty, disability, disabled, neurodivergent,
        neurodivergence, autism, autistic, working class, social class, overlap, overlaps, all at once""",
    "stereotypes": """
        stereotype, stereotypes, stereotyped, stereotyping, families like this, families like these, people like that,
        people like them, these families, typical of, generalise, generalised, generalising, lumped together, all the
        same""",
    "adultification": """
        adultification, adultified, adultify, streetwise, street wise, mature for, older than, looked older,
        seemed older, like an adult, as an adult, grown up, resilient, benefit of the doubt, aggressive, attitude""",
    "being-believed": """
        believed, not believed, disbelieved, disbelief, did not believe, didn't believe, taken seriously, doubted,
        credible, credibility, making it up, made it up, exaggerating, exaggerated, dismissed""",
    "concern-to-action": """
        did not act, didn't act, no action, nothing happened, nothing changed, not followed up, never followed up,
        did not follow up, didn't follow up, next step, drift, drifted, stalled, let it go, let it drop, took no
        action, wait and see""",
    "over-under-response": """
        overreacted, over reacted, too harsh, too heavy, heavy handed, too soft, too lenient, held back, holding back,
        too quick, too quickly, too late, too slow, stepped in, threshold, thresholds, backed off""",
    "culture-faith": """
        culture, cultural, culturally, faith, religion, religious, belief, beliefs, tradition, traditions, traditional,
        prayer, pray, prays, praying, mosque, church, temple, gurdwara, synagogue, festival""",
    "language-access": """
        interpreter, interpreters, interpreted, interpreting, translate, translated, translating, translation,
        translator, translators, first language, second language, home language, speaks little english, sign language,
        easy read, plain english, jargon""",
    "trust-engagement": """
        trust, trusted, trusting, mistrust, distrust, won't engage, will not engage, would not engage, wouldn't engage,
        not engaging, engage, engaged, engagement, reluctant, reluctance, hard to reach, disengaged, refused to""",
    "racism-raised": """
        said it was racist, said we were racist, called it racism, called it racist, felt discriminated,
        discriminated against, discrimination, treated differently, complained, complaint, complaints, racial abuse,
        racially abused""",
    "migration-precarity": """
        asylum, asylum seeker, asylum seekers, refugee, refugees, immigration, immigration status, visa, home office,
        no recourse, no recourse to public funds, deported, deportation, undocumented, leave to remain, trafficked,
        unaccompanied, hostile environment, settled status""",
    "recording-data": """
        recorded, recording, case notes, case file, the file, the record, records, my notes, chronology, drop down,
        tick box, ethnicity field, wrote in the, assessment form, not recorded, left blank""",
    "curiosity-humility": """
        curious, curiosity, professional curiosity, humility, humble, did not ask, didn't ask, should have asked,
        could have asked, wondered, asked her what, asked him what, asked them what, learnt from, learned from, not the
        expert""",
    "professional-challenge": """
        challenge, challenged, challenging a colleague, pushed back, push back, escalate, escalated, escalation,
        disagreed, disagreement, spoke up, speak up, speaking up, raised it with, raised this with, another agency,
        other agencies""",
    "supervision-safety": """
        supervision, my supervisor, my manager, safe space, safe to say, did not feel safe, didn't feel safe,
        unsafe to say, psychological safety, team meeting, team talk, group supervision, debrief""",
    "leading-learning": """
        strategy, strategic, governance, policy, policies, training, audit, audits, learning review, practice review,
        action plan, the board, leadership, lessons""",
}
