"""What the people of the walk say and write. All of it is invented."""

TITLE = "Музди пардохтнашуда ва шиносномаи гирифташуда (ихтироъ)"
STORY = (
    "Чор моҳ дар сохтмони «Ихтироъ-Строй» дар Подолск кор кардам. Музди се моҳ надоданд ва "
    "шиносномаамро гирифта, барнамегардонанд. (Ин шикоят ихтироъ аст.)"
)
QUESTION = "Пришлите, пожалуйста, фотографию или копию трудового договора. (вымысел)"
ANSWER = (
    "Проведена проверка: паспорт возвращён, работодателю внесено представление, задолженность "
    "признана и выплачивается. (вымысел)"
)
REPLY = "Шиноснома баргардонида шуд, музди шумо пардохта мешавад. (ихтироъ)"
FACTS = {
    "facts": "Работник четыре месяца строил дом; за три месяца не заплатили. (вымысел)",
    "asked": "Проверить соблюдение трудового законодательства и вернуть паспорт.",
}
COMPLAINT = {
    "is_in_danger": "no",
    "for_whom": "self",
    "pay_amount": "60 000",
    "pay_currency": "RUB",
    "pay_per": "month",
    "pay_units": "3",
    "claim_is_right": "yes",
    "contract": "spoken",
    "what": "labour-migrants/wages",
    "language": "tg",
    "happened": STORY,
    "happened_when": "аз май то август",
    "happened_where": "Подолск",
    "country": "RU",
    "who_did_it": "Ихтироъ-Строй",
    "wanted": "Музд ва шиносномаамро баргардонед",
    "mode": "open",
    "person_name": "Раҳмон Саид",
    "born_day": "14",
    "born_month": "3",
    "born_year": "1990",
    "age_group": "adult",
    "sex": "man",
    "citizenship": "TJ",
    "may_be_shared": "yes",
}
