from akropolis.shared.campaigns.models.campaigns import Ask, Campaign, CampaignQuestion, CampaignStatus

__all__ = ["Ask", "Campaign", "CampaignQuestion", "CampaignStatus"]
