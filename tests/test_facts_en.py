"""English claims held against English evidence: which kinds must be refused, and which paraphrases must pass."""

import pytest

from tests.facts_cases import refused

TRADE = (
    "Kazakhstan's exports to China fell 6 percent to $3.1 billion in the first quarter of 2024, while imports from China "
    "rose 11 percent to $3.9 billion, Turan Analytics said on Tuesday."
)
PORT = (
    "The Khorgos dry port handled 372,400 containers in 2024, up 14.2 percent from 326,100 in 2023. "
    "“Two years ago we counted trains by the week; now we count them by the shift,” director Yerlan Satbek said. "
    "The company plans to add a third crane line at a cost of 18.5 billion tenge. The tender has not yet been announced."
)
WIND = (
    "A 120-megawatt wind farm began supplying the grid on 2 October 2025. The plant has 24 turbines and cost $146 million. "
    "All 72 blades arrived by rail at Dostyk. Timur Iskakov, an ornithologist, asked for the turbines to be stopped in April."
)
VISIT = (
    "President Kassym-Jomart Tokayev visited Beijing on 17 October 2023 and met Xi Jinping. China's ambassador to Kazakhstan, "
    "Zhang Xiao, said the talks lasted three hours. Most delegates supported the plan. The minister refused to sign the memorandum."
)
GAS = (
    "Gas exports amounted to 4.9 billion cubic metres and imports to 3.6 billion cubic metres. The rate rose by 2 percentage points. "
    "Between 5 and 7 percent of the staff may leave. The bank allegedly hid its losses. More than 24,300 cars were sold for 96 million yuan."
)

FALSE = [
    ("Exports to China fell 8 percent to $3.1 billion.", TRADE, {"number"}),
    ("Exports to China rose 6 percent in the first quarter of 2024.", TRADE, {"direction", "number"}),
    ("Imports from China rose 11 percent to $3.1 billion.", TRADE, {"number"}),
    ("Exports fell to €3.1 billion.", TRADE, {"currency"}),
    ("Exports to Russia fell 6 percent.", TRADE, {"name"}),
    ("Exports to China fell 6 percent in the second quarter of 2024.", TRADE, {"date"}),
    ("Exports to China fell 6 percentage points.", TRADE, {"unit"}),
    ("The port handled 372.4 million containers in 2024.", PORT, {"number"}),
    ("The port handled 326,100 containers in 2024.", PORT, {"number"}),
    ("“Two years ago we counted ships by the week,” Yerlan Satbek said.", PORT, {"quote"}),
    ("“Now we count them by the shift,” Peter Hallow said.", PORT, {"speaker", "name"}),
    ("The company added a third crane line.", PORT, {"modality"}),
    ("The tender has been announced.", PORT, {"negation"}),
    ("The crane line will cost 18.5 billion yuan.", PORT, {"currency"}),
    ("A 120-megawatt wind farm began supplying the grid on 3 October 2025.", WIND, {"date"}),
    ("The plant has 24 turbines and cost $164 million.", WIND, {"number"}),
    ("All 72 blades arrived by rail at Khorgos.", WIND, {"name"}),
    ("A 120-kilowatt wind farm began supplying the grid.", WIND, {"unit"}),
    ("Olzhas Bektenov visited Li Qiang.", "Li Qiang visited Olzhas Bektenov on Friday.", {"role"}),
    ("Kazakhstan's ambassador to China, Zhang Xiao, said the talks lasted three hours.", VISIT, {"role"}),
    ("All delegates supported the plan.", VISIT, {"scope"}),
    ("The talks lasted three days, the ambassador said.", VISIT, {"unit"}),
    ("Gas exports amounted to 3.6 billion cubic metres.", GAS, {"number"}),
    ("The rate rose by 2 percent.", GAS, {"unit"}),
    ("The bank hid its losses.", GAS, {"modality"}),
    ("More than 25,000 cars were sold.", GAS, {"number"}),
    ("Dmitry Volkov, an ornithologist, asked for the turbines to be stopped in April.", WIND, {"name"}),
]

FAIR = [
    ("Kazakh exports to China dropped by 6% to about $3 billion.", TRADE),
    ("In early 2024 shipments to China declined six per cent, to 3.1 billion U.S. dollars.", TRADE),
    ("Imports of Chinese goods grew 11 percent to $3.9bn in the first three months of 2024.", TRADE),
    ("According to Turan Analytics, imports went up 11 percent.", TRADE),
    ("The port handled about 372,000 containers in 2024.", PORT),
    ("Container traffic at Khorgos rose more than 14 percent, from 326,100 in 2023 to 372,400 in 2024.", PORT),
    ('Satbek said: "Now we count them by the shift."', PORT),
    ("A third crane line is planned, costing 18.5 billion tenge.", PORT),
    ("The tender has yet to be announced.", PORT),
    ("The wind farm of 120 MW started work in October 2025.", WIND),
    ("The plant's two dozen turbines cost nearly 150 million dollars.", WIND),
    ("The ornithologist Iskakov wants the turbines stopped in April.", WIND),
    ("In 2023 Tokayev travelled to the Chinese capital, Beijing, and met Xi.", VISIT),
    ("Beijing's envoy Zhang Xiao said the talks took three hours.", VISIT),
    ("The majority of delegates backed the plan.", VISIT),
    ("The minister declined to sign the memorandum.", VISIT),
    ("Exports of gas came to 4.9 bn cubic meters, while 3.6 bn cubic meters were imported.", GAS),
    ("5–7 percent of the staff could leave.", GAS),
    ("Some 24,300 cars were sold.", GAS),
    ("The bank is alleged to have hidden its losses.", GAS),
]


@pytest.mark.parametrize(("claim", "evidence", "kinds"), FALSE)
def test_false_claims_are_refused_for_their_kind(claim: str, evidence: str, kinds: set[str]) -> None:
    found = refused(claim, "en", evidence, "en")
    assert found & kinds, f"refused for {found or 'nothing'}"
    assert found <= kinds | {"direction"}


@pytest.mark.parametrize(("claim", "evidence"), FAIR)
def test_fair_paraphrases_pass(claim: str, evidence: str) -> None:
    assert refused(claim, "en", evidence, "en") == set()
