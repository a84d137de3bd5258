"""Which words are ordinary, and which capitals tell nothing about a person. No list of people’s names decides alone.

The dictionary (simplemma) was made for finding the base of a word; here only its English entries in small letters are
asked. Names of every origin are equally absent from it, apart from those below, which the tests keep in balance.
"""

from collections.abc import Mapping
from functools import cache
from itertools import chain
from string import ascii_lowercase
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Ordinary in this work, and younger than the dictionary.
YOUNGER: Final = _words(
    """adultification adultified adultify microaggression microaggressions neurodivergent neurodivergence stepdad
    stepmum stepbrother stepsister racialised minoritised globalmajority safeguarding unaccompanied debrief
    debriefed debriefing whatsapp whatsapped covid gurdwara mandir hijab niqab durag afro locs cornrows halal zakat
    nappy buggy nan nanna nanny gran granny grandad granddad mum mums mummy dads dad daddy auntie aunty co de ok
    okay hmm um er yeah eg ie etc vs ps app apps online offline inbox email emails emailed texted tiktok snapchat
    instagram youtube facebook google zoom teams biro lanyard childcare caseload caseloads timeline chronology
    genogram ecomap timesheet upskill cafcass ofsted camhs barnardo’s barnardos nspcc childline thirtieth lockdown
    patois pidgin anti ex pre non multi semi inter intra eal biracial colourism colourist colourblind texturism
    misgendered transphobia islamophobia islamophobic antisemitism antisemitic antiblack antigypsyism sinophobia
    xenophobic othering othered othermothering gaslit gaslighting parentified parentification trauma traumatised
    dysregulated codeswitching codeswitch codeswitched unconsciously headscarf headscarves jollof cassava injera
    unlearn unlearning overpolicing overpoliced underreported adulting cos coz cuz gonna wanna gotta dunno innit ain
    aren couldn didn doesn don hadn hasn haven isn mustn shan shouldn wasn weren won wouldn her"""
)
# In the dictionary in small letters, though people know them as names.
NAMES_IN_THE_DICTIONARY: Final = _words(
    """abid abu ahmed alexander ali amina angela anna annalise barry ben bobby brad brendan brian carl carlos caroline
    cara chen cian cindy clarence clive cohen colin connor daisy damian darren dave david davies dean derek derrick
    diane diana dolores don dora doreen duncan edith elaine eleanor elijah eric ester esther eva fatima fernando
    flora florin frances francis gary gavin gemma george gerald glen gordon graham greg gregg hamza hannah harry
    hector helen henry hussein ian ibrahim imran irene isaac jack jake james jane jana jason jean jeff jenna jenny
    jerome jessica jill jim jimmy joan joe john johnny jones jordan jose joseph josh josie julia julian karim kate
    kelly kelvin ken kevin khan kirk kumar kwame larry laura lauren laurence lee leo leon levy liam lin linda lisa
    louis louise lucas lucy luke malik marc marcel marcus margaret maria marie marina mario martha martin marvin
    mary matt matthew maya megan melissa mike mohammed moses myra nancy nasir nathan neil nelson nguyen nicholas
    nigel noah norman oliver olivia omar oscar osman pamela patel patricia paul paula perry peter phoebe phil philip
    rachel rahman raj ralph ravi raymond rebecca reuben rhonda richard rita robert roger ronald rosa rosemary ross
    roy ruby russell ruth ryan sally sam samantha samuel sandra sandy sara sarah sean sebastian seth shah sharon
    shaun sheila simon singh smith sonia sophie spencer stan stanley stephanie stephen steve steven stuart susan
    suzanne sylvia tammy tara ted teresa terry theresa thomas tim timothy tina toby tom tommy tony tracy tyrone
    ursula vera vernon veronica victor victoria vincent wally walter wang warren wayne wendy willie yang yasmin yuan
    yusuf zoe jun"""
)
# English words that are also what people are called. At the start of a sentence they are names if somebody then does
# something; elsewhere a capital is enough.
WORDS_THAT_ARE_NAMES: Final = _words(
    """alma amber amor angel april art ash august aurora autumn bailey basil bay bell bill bishop blake blessing bliss
    bob brandy bright brook brown carol chad chance charity chase chi chip clay comfort constance cook coral crystal
    cui dale dawn destiny dev dew diamond divine dong duke earl earnest ebony echo eve faith fan fang fanny favour
    fern fidelity fox frank gale gang gay gene gift ginger glory godsend gong goodness grace grant green guy hale
    happy harmony hazel heath heather heaven hero holly honest honey honour hope hung hunter immaculate innocent
    iris iron ivory ivy jade jasmine jay jewel jolly joy june justice kaiser king knowledge lan lance lark laurel
    lei liberty light lily lord lovely love loyalty lucky luna lung lynch mac magnolia mandy marine marigold mark
    mason max maxi may melody mercy merit ming miracle misty moon nail nadir nam noble oak obi ocean olive paddy pat
    patience peace pearl penny perfect pierce piper pleasant poppy praise precious pride prince princess promise
    prosper prudence queen rain raven ray red reed regal rich rick river rob robin rock rod rose rowan royal ruby
    rusty sage salami scarlet shade shay shine sierra silver sky sol song spring star sterling storm success sue
    summer sun sunday sunny sunshine swan tan tang tanner tao temple testimony tiger toy treasure troy trust true
    unity victory violet virtue wan warden welcome wen will willow winner winter wisdom wise wonder wood wren yam
    yang yin young zest can an long le mai minh van ha binh han so my do"""
)
# Of those: too common at the start of a sentence to be asked about unless they speak or own something.
SMALL_WORDS: Final = _words("can an so my do will may long young still son just")
PUBLIC: Final = _words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december christmas easter lent ramadan ramadhan eid fitr adha diwali vaisakhi holi hanukkah
    chanukah passover pesach purim shabbat sabbath yom kippur rosh hashanah navratri windrush juneteenth halloween
    nowruz ashura i god allah jesus christ yahweh buddha prophet bible quran qur’an koran torah guru granth sahib
    christian christians christianity muslim muslims islam islamic sikh sikhs sikhism hindu hindus hinduism jew jews
    jewish judaism catholic catholics catholicism anglican anglicans protestant protestants pentecostal pentecostals
    evangelical methodist baptist orthodox rastafari rastafarian rasta buddhist buddhists buddhism sunni shia
    ahmadiyya haredi hasidic quaker quakers black white asian brown mixed heritage african africans caribbean
    european europeans american americans english british briton britons scottish scots welsh irish cornish gypsy
    gypsies roma romani romany traveller travellers showman showmen nigerian nigerians yoruba igbo hausa ghanaian
    ghanaians akan twi ewe fante somali somalis kenyan ugandan ethiopian eritrean sudanese congolese zimbabwean
    shona zulu jamaican jamaicans trinidadian barbadian bajan guyanese grenadian antiguan lucian dominican pakistani
    pakistanis punjabi pashtun kashmiri mirpuri bangladeshi bangladeshis bengali sylheti indian indians gujarati
    tamil tamils sri lankan malayali telugu hindi urdu nepali nepalese afghan afghans pashto dari arab arabs arabic
    iraqi syrian lebanese egyptian moroccan algerian libyan yemeni palestinian jordanian kurdish kurd kurds turkish
    turk turks iranian persian farsi polish pole poles romanian romanians bulgarian hungarian slovak czech
    lithuanian latvian ukrainian russian albanian kosovan serbian croatian bosnian greek cypriot italian spanish
    portuguese french german dutch chinese cantonese mandarin hong kong hongkonger vietnamese filipino thai
    malaysian indonesian korean japanese latin latino latina global north south east west northern southern eastern
    western midlands london birmingham manchester leeds liverpool bristol sheffield newcastle nottingham leicester
    bradford cardiff swansea glasgow edinburgh belfast dublin britain england scotland wales ireland uk gb eu europe
    africa asia america pakistan india bangladesh nigeria ghana somalia jamaica poland romania china vietnam turkey
    syria iraq iran afghanistan kenya uganda ethiopia eritrea sudan zimbabwe trinidad barbados guyana kashmir punjab
    gujarat sylhet mirpur lagos accra mogadishu kingston warsaw bucharest ukraine russia albania lebanon egypt
    morocco palestine israel gaza kurdistan france germany spain italy portugal usa yorkshire lancashire cornwall
    kent essex norfolk suffolk devon dorset somerset cumbria facebook google instagram snapchat tiktok whatsapp
    youtube zoom teams skype twitter xbox playstation roblox fortnite ofsted cafcass barnardo barnardo’s barnardos
    samaritans childline bristol mencap mosaic liquidlogic microsoft word excel outlook british red cross premier
    league netflix uber tesco asda aldi lidl sainsbury boots greggs argos windrush laming climbié climbie macpherson
    gillick prevent covid brexit harare karachi lahore islamabad dhaka chittagong delhi mumbai colombo kabul baghdad
    tehran istanbul ankara damascus beirut cairo khartoum addis ababa asmara nairobi kampala kinshasa abuja kano
    ibadan kumasi cluj vilnius kyiv moscow tirana sofia beijing shanghai guangzhou hanoi saigon manila lisbon madrid
    rome paris berlin athens vienna new york"""
)
# Words that this work writes with a capital. In a sentence they are no names by themselves.
OF_THE_WORK: Final = _words(
    """act action acts adult adults advisory agency agreement allegations annual appendix area aspirations assessment
    assessments assistant assistants association authority authorities baby board boys bill brother building care
    carer carers case centre chair chapter chief child childcare childhood children circle class clerk clinic close
    code college commissioner committee community complaints concern conference consultant contact core council
    councillor county court criminal crown culture curriculum custody dad day deaf debrief department deputy
    designated detective development director disability district division doctor domestic duty early education
    educational emergency employment equality equalities equity executive exploitation family father first five form
    forum forced foster fostering four framework friends full fund further government governor grandma grandpa group
    groups guardian guidance guide guidelines head health healthcare hearing help high home hospital house housing hub
    human immigration imam inclusion independent infant inquiry inspector initial institute intensive interim
    intervention interventions involvement judge junior kinship lady law lead leader leadership leading learning
    leave legal level liaison library life line link local looked lord major male manager managers marriage master
    maternity matters meeting member memorandum mental midwife minister ministry minutes miss mother mum mummy nan
    national need needs network neurodevelopmental new night notes nurse nursery nursing occupational offender
    office officer officers officials older ombudsman one online operation order orders out outcomes outreach
    paediatrician panel parent parenting parents part partnership pastor pathway patient people permanence person
    personal placement plan planning plans police policy post practice practitioner practitioners primary principal
    priest principles prison private probation procedure procedures process programme project protection protocol
    psychologist psychology public pupil question race rabbi rapid reader reception record referral reflection
    refugee registrar registered regulations report resource resources response responsibility responsible review
    reviewing reviewers rights risk room royal safe safeguarding safer safety school schools science secondary
    secretary section senior sergeant service services session seven sex sexual shared signs silent single sister
    six sixth social society special specialist staff stage standards start state statement statutory steering step
    strategy strategic street strengthening student students study subject substance supervised supervising
    supervision supervisor support supported supporting sure surgery system task teacher teaching team teams ten
    therapist things three together town training transition trauma trust turn tutor two unaccompanied unit
    university victim victims violence visit visiting visitor voice vulnerable ward welfare what when where which
    who whole women word work worker workers working year years young youth it’s its it so now auntie aunty uncle
    grandad granddad granny gran nanny daddy papa mama mam dada baba"""
)
# All in capitals, and not somebody’s initials.
ABBREVIATIONS: Final = _words(
    """ABE ACE ADHD AIM AM AP ASD ASC ASYE BAME BASW BBC BME BSL CAF CAMHS CAD CE CEO CIN CLA CME CP CPN CPP CPS CQC
    CSA CSC CSE CSO CV CYP DA DBS DCI DfE DI DHSC DNA DO DOB DPIA DS DC DSL DV DVPO DWP EAL ED EDI EDT EH EHA EHCP
    EIA EMHP EP EU FAQ FGC FGM FII FIT FNP GB GCSE GDPR GMC GP GPs GRT HR HV IA ICO ICPC ICS ICT ID IDVA IRO ISVA IT
    KCSIE KS LA LAC LADO LCSPR LGBT LGBTQ LSCP MAPPA MARAC MASH MDT MH MHA ML MP MPs NAI NFA NHS NI NICE NMC NRM
    NRPF NSPCC NVQ OCD OK OT PA PAMS PC PE PDF PIP PLO PMS PO PP PPO PRU PS PSHE PSW PTSD QA QR RE RCPC RR RSE SALT
    SCR SEN SENCO SEND SG SGO SIO SMART SW SWE SWs TAC TAF TB TED TV UASC UK UN USA VAWG VCS VIP VKPP VS UPN URN WHO
    WM YJS YO YOT OTS HQ AI CCTV FB IG DM DMS PM NO IF SO TO OF IN ON WE HE ME MY BY BE IS AT AS OR AN UP US GO HI
    OH II III IV VI VII FC TA HLTA TAS EYFS LSA PPA NQT ECT MAT SLT SMT"""
)
SPEAKING: Final = _words(
    """said says told tells asked asks replied answered explained explains felt feels wanted wants thought thinks cried
    cries laughed laughs shouted shouts whispered smiled smiles nodded shrugged refused refuses agreed disclosed
    described believes believed knew knows hates hated loves loved likes liked seemed seems looked looks came comes
    went goes lives lived moved arrived arrives left leaves stayed stays spoke speaks talked talks worked works
    called calls rang phoned texted wrote writes sat stood ran walked hid gave gives took takes brought brings kept
    keeps started stopped needs needed hit hurt was is has had did does will would could can might cannot should
    isn’t wasn’t hasn’t didn’t doesn’t wouldn’t couldn’t and once never always also still just later then who"""
)
SAYING: Final = _words("said says told tells asked asks cried cries felt was is")
# Belong to the name that follows them: Mrs Adeyemi, Aunty Folake, St Bede.
TITLES: Final = _words(
    """mr mrs ms miss mx dr doctor prof professor sir dame lady cllr pc dc ds sgt judge rabbi imam pastor rev st auntie
    aunty aunt uncle nana granny"""
)
# Before a name in small letters. A word of the dictionary after these is no name: “her uncle called again”.
BEFORE_A_NAME: Final = _words(
    """mr mrs ms mx dr called named nicknamed auntie aunty aunt uncle cousin baby little with to from about by for told
    asked met saw phoned rang visited and between mum dad mother father sister brother son daughter child boy girl
    partner wife husband nephew niece grandson granddaughter grandmother grandfather of that when if because how why
    is was what but where like than while after before since until think thought believe believed know knew hope
    hoped feel felt say said"""
)
ASKED: Final = _words("asked told phoned rang texted called")
CALLED: Final = _words("called named nicknamed mr mrs ms mx dr auntie aunty")
JOINING: Final = _words(
    "al el bin ibn bint abu de da di dos du van von der den la le ap ab ferch ben bat mac mc ó ní nic uí ul ur ud"
)
ARTICLES: Final = _words("the a an this these those each every another any some no")
OWNERS: Final = _words("our my your their his her its")


@cache
def _dictionary() -> Mapping[str, str]:
    """Looked up as it is: to copy its 180,000 words would take longer than the check."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    return DefaultDictionaryFactory().get_dictionary("en")


def ordinary(word: str) -> bool:
    """Whether this word, in small letters, is one of the language and no name that strayed into its dictionary."""
    if word in NAMES_IN_THE_DICTIONARY:
        return False
    if (
        word in YOUNGER
        or word in WORDS_THAT_ARE_NAMES
        or word in PUBLIC
        or word in OF_THE_WORK
        or word in _dictionary()
    ):
        return True
    ends = (word[: -len(end)] for end in ENDS if word.endswith(end) and len(word) > len(end) + 3)
    starts = (word[len(start) :] for start in STARTS if word.startswith(start) and len(word) > len(start) + 3)
    return any(base in _dictionary() and base not in NAMES_IN_THE_DICTIONARY for base in (*ends, *starts))


def rare(word: str) -> bool:
    """Whether hardly anybody writes this word of the dictionary: then a capital at a start may be a name’s."""
    return word not in _frequent() and word not in YOUNGER and word not in PUBLIC and word not in OF_THE_WORK


@cache
def _frequent() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]

    return frozenset(FREQUENCY_LISTS["english_wikipedia"]) | frozenset(FREQUENCY_LISTS["us_tv_and_film"])


SHORTEST_MISTYPED: Final = 5  # letters; of a shorter one, too many words are a letter away
LONGEST_WORD: Final = 24  # letters; no longer one is looked up letter by letter
ENDS: Final = ("s", "ed", "ing", "ly", "ness", "ism", "ist", "less", "ful", "able", "wise")
STARTS: Final = (
    "re",
    "un",
    "non",
    "anti",
    "over",
    "under",
    "mis",
    "pre",
    "post",
    "co",
    "step",
    "micro",
    "multi",
    "inter",
)


def swapped(word: str) -> bool:
    """Whether two letters that changed places make an ordinary word of this one: teh."""
    if not 2 < len(word) <= LONGEST_WORD:
        return False
    pairs = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
    return any(pair in _dictionary() for pair in pairs)


def mistyped(word: str) -> bool:
    """Whether one letter more, less, changed or swapped makes an ordinary word of this one."""
    if not SHORTEST_MISTYPED <= len(word) <= LONGEST_WORD or swapped(word):
        return swapped(word)
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    more = (first + rest[1:] for first, rest in halves if rest)
    less = (first + letter + rest for first, rest in halves for letter in ascii_lowercase)
    other = (first + letter + rest[1:] for first, rest in halves if rest for letter in ascii_lowercase)
    return any(each in _dictionary() for each in chain(more, less, other))
